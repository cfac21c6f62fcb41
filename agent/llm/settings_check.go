package llm

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// Check names every key that is missing or wrong.
func (s Settings) Check() error {
	var bad []error
	say := func(wrong bool, key, format string, args ...any) {
		if wrong {
			bad = append(bad, fmt.Errorf("%s: "+format, append([]any{key}, args...)...))
		}
	}
	u, err := url.Parse(s.Endpoint)
	web := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != ""
	say(s.Endpoint == "", "endpoint", "missing")
	say(s.Endpoint != "" && !web, "endpoint", "not a URL like https://name.openai.azure.com")
	if web {
		say(u.User != nil || u.RawQuery != "" || u.Fragment != "", "endpoint", "must hold no user, query or fragment; give the key as key-file")
		say(strings.HasSuffix(u.Path, "/chat/completions") || strings.HasSuffix(u.Path, "/responses"), "endpoint", "leave the end of the path out, from /chat/completions or /responses on")
		secret := s.Key != "" || s.KeyFile != "" || s.Entra != ""
		say(u.Scheme == "http" && secret && !loopback(u.Hostname()) && !s.PlainHTTP, "endpoint", "a key must not go over plain http; use https, or set plain-http")
	}
	say(strings.TrimSpace(s.Model) == "" || len(s.Model) > 256, "model", "missing: the name of the model, or of the deployment on Azure")
	oneOf := func(key, value string, known ...string) {
		for _, k := range known {
			if value == k {
				return
			}
		}
		say(value != "", key, "%q is none of %s", value, strings.Join(known, ", "))
	}
	oneOf("service", string(s.Service), string(Azure), string(OpenAI), string(Compatible))
	oneOf("dialect", string(s.Dialect), string(Responses), string(Chat))
	oneOf("entra", s.Entra, WorkloadIdentity, AzureCLI)
	oneOf("cloud", string(s.Cloud), string(PublicCloud), string(Government), string(China))
	oneOf("effort", s.Effort, "none", "minimal", "low", "medium", "high", "xhigh", "max")
	say(s.APIVersion != "" && s.service() != Azure, "api-version", "only Azure has one")
	ways := 0
	for _, way := range []bool{s.Key != "", s.KeyFile != "", s.Entra != ""} {
		if way {
			ways++
		}
	}
	say(ways > 1, "key, key-file, entra", "only one of them")
	say(ways == 0 && s.service() != Compatible, "key-file", "missing: a key-file, a key, or entra")
	say(strings.ContainsAny(s.Key, "\r\n"), "key", "must be one line")
	say(s.Temperature != nil && (*s.Temperature < 0 || *s.Temperature > 2), "temperature", "must be between 0 and 2")
	say(s.MaxTokens < 0, "max-tokens", "must not be negative")
	say(s.Retries != nil && (*s.Retries < 0 || *s.Retries > mostRetries), "retries", "must be between 0 and %d", mostRetries)
	say(s.FirstByte < 0, "first-byte", "must not be negative")
	say(s.Idle < 0, "idle", "must not be negative")
	say(s.Total < 0, "total", "must not be negative")
	say(s.LongestWait < 0, "longest-wait", "must not be negative")
	if s.Authority != "" {
		a, err := url.Parse(s.Authority)
		say(err != nil || a.Scheme != "https" || a.Hostname() == "", "authority", "not a URL like https://login.microsoftonline.com/")
	}
	bad = append(bad, s.Price.check()...)
	if len(bad) > 0 {
		return fmt.Errorf("cannot use the model's settings: %w", errors.Join(bad...))
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
