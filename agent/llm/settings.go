package llm

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// Service is whose endpoint it is, which decides on the form of its URL and of
// the key's header, and on which dialect is tried first.
type Service string

const (
	Azure      Service = "azure"
	OpenAI     Service = "openai"
	Compatible Service = "compatible" // vLLM, Ollama and others
)

// Dialect is the API that an endpoint speaks.
type Dialect string

const (
	Responses Dialect = "responses"
	Chat      Dialect = "chat"
)

// Ways to get a token of Microsoft Entra.
const (
	WorkloadIdentity = "workload-identity"
	AzureCLI         = "azure-cli"
)

// Settings say which model is asked, and how. The names of the keys are those
// of a configuration file; see [Keys] for flags and environment.
type Settings struct {
	Endpoint   string  `json:"endpoint,omitempty"`
	Model      string  `json:"model,omitempty"`
	Service    Service `json:"service,omitempty"`     // "" is told from the endpoint's host
	Dialect    Dialect `json:"dialect,omitempty"`     // "" is found out
	APIVersion string  `json:"api-version,omitempty"` // only for Azure's older, dated API

	Key       string `json:"-"` // never read from the configuration file
	KeyFile   string `json:"key-file,omitempty"`
	KeyEnv    string `json:"key-env,omitempty"` // the variable that Key is read from, see [Load]
	Entra     string `json:"entra,omitempty"`
	Cloud     Cloud  `json:"cloud,omitempty"` // "" is told from the endpoint's host
	Scope     string `json:"scope,omitempty"`
	Authority string `json:"authority,omitempty"`
	Tenant    string `json:"tenant,omitempty"`
	Client    string `json:"client,omitempty"`
	TokenFile string `json:"token-file,omitempty"`
	PlainHTTP bool   `json:"plain-http,omitempty"` // a key may go over the network unencrypted

	Effort      string   `json:"effort,omitempty"`      // of reasoning; not sent unless set
	Temperature *float64 `json:"temperature,omitempty"` // not sent unless set
	MaxTokens   int      `json:"max-tokens,omitempty"`

	FirstByte   Duration `json:"first-byte,omitempty"`
	Idle        Duration `json:"idle,omitempty"`
	Total       Duration `json:"total,omitempty"`
	Retries     *int     `json:"retries,omitempty"`
	LongestWait Duration `json:"longest-wait,omitempty"`

	Price *Price `json:"price,omitempty"`

	transport policy.Transporter // of the identity service; nil is the ordinary one
	shortest  Duration           // wait before a retry
}

const (
	someRetries   = 3
	mostRetries   = 10
	someMaxTokens = 16384
)

func (s Settings) retries() int {
	if s.Retries != nil {
		return *s.Retries
	}
	return someRetries
}

// Duration is a time.Duration that is written as "90s".
type Duration time.Duration

func (d Duration) or(standard time.Duration) time.Duration {
	if d == 0 {
		return standard
	}
	return time.Duration(d)
}

func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = Duration(parsed)
	return err
}

// Set says whether a model is configured at all.
func (s Settings) Set() bool { return s.Endpoint != "" || s.Model != "" }

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

// identity is who asks, by these settings.
func (s Settings) identity() identity {
	switch {
	case s.Entra != "":
		return &entra{scope: s.scope(), build: credentialOf(s)}
	case s.Key == "" && s.KeyFile == "":
		return nobody{}
	case s.service() == Azure:
		return &holder{name: "api-key", key: s.Key, file: s.KeyFile}
	}
	return &holder{name: "Authorization", prefix: "Bearer ", key: s.Key, file: s.KeyFile}
}
