package kube

import (
	"regexp"
	"strings"
)

// redacted stands where a value was that looked like a secret.
const redacted = "<redacted>"

// secretName matches names of variables and keys whose values are secret
// whatever they look like.
var secretName = regexp.MustCompile(`(?i)(passw|passphrase|secret|token|credential|api_?key|private_?key|access_?key|account_?key|signature|connection_?string|conn_?str|dsn|auth|cookie|jwt|sas)`)

// address matches values that say where something is: a host name, IP, URL,
// CIDR, port, or a comma-separated list of these. Only such values of the
// environment are kept.
var address = regexp.MustCompile(`^(?i:[a-z][a-z0-9+.-]*://)?[\w*.\-:\[\]/,% ]{1,512}$`)

// addressName matches names of variables whose value says where something is.
var addressName = regexp.MustCompile(`(?i)(host|addr|url|uri|port|endpoint|proxy|server|service|svc|broker|upstream|dns|domain|peer|target|backend|bind|listen)`)

// redactEnv keeps the value of a variable only where its name and its value
// both say that it is an address.
func redactEnv(name, value string) string {
	if value == "" {
		return ""
	}
	value = redactText(value)
	if secretName.MatchString(name) || !addressName.MatchString(name) || !address.MatchString(value) {
		return redacted
	}
	return value
}

// secretTexts match secrets within free text; the first group, if any, stays.
var secretTexts = []*regexp.Regexp{
	regexp.MustCompile(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`),
	regexp.MustCompile(`\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*`),                                    // JSON web token
	regexp.MustCompile(`(?i)\b((?:bearer|basic)\s+)[\w+/=.~-]{8,}`),                            // authorization header
	regexp.MustCompile(`(\w://)[^\s/@:]*:[^\s/@]+@`),                                           // user:password in a URL
	regexp.MustCompile(`(?i)([?&](?:sig|signature|token|code|key|password|secret)=)[^\s&"']+`), // shared access signature
	regexp.MustCompile(`(?i)(\b[\w.-]*(?:passw(?:or)?d|client[_-]?secret|token|api[_-]?key|access[_-]?key|account[_-]?key)["']?\s*[:=]\s*["']?)[^\s"',;]{3,}`),
	regexp.MustCompile(`\bgh[pousr]_\w{20,}`),     // GitHub
	regexp.MustCompile(`\bxox[abprs]-[\w-]{10,}`), // Slack
	regexp.MustCompile(`\bAKIA[0-9A-Z]{16}\b`),    // AWS
	regexp.MustCompile(`\b[\w+/]{86}==`),          // Azure storage key
}

// redactText replaces what looks like a secret within free text.
func redactText(text string) string {
	for _, secret := range secretTexts {
		text = secret.ReplaceAllString(text, "${1}"+redacted)
	}
	// A URL keeps its address; the separator that the pattern took comes back.
	return strings.ReplaceAll(text, "://"+redacted, "://"+redacted+"@")
}

func redactAll(words []string) {
	for i, w := range words {
		if i > 0 && secretName.MatchString(words[i-1]) && strings.HasPrefix(words[i-1], "-") && !strings.Contains(words[i-1], "=") {
			words[i] = redacted
			continue
		}
		words[i] = redactText(w)
	}
}
