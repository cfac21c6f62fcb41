// Package redaction replaces what looks like a secret before it is recorded,
// logged or shown.
//
// # Contract
//
// [Text] works on free text, [Env] on a variable of a container, [Args] on a
// command line. All may be applied twice with the same result. What looks like
// a secret becomes [Mark].
//
// # Why
//
// The environment is kept by an allow list (names and values that both say
// where something is) and free text by a list of shapes: a variable's value is
// worth little to a network check unless it is an address, while the words of
// a log are.
package redaction

import (
	"regexp"
	"strings"
)

// Mark stands where a value was that looked like a secret.
const Mark = "<redacted>"

// secretName matches names of variables and keys whose values are secret
// whatever they look like.
var secretName = regexp.MustCompile(`(?i)(passw|passphrase|secret|token|credential|api_?key|private_?key|access_?key|account_?key|signature|connection_?string|conn_?str|dsn|auth|cookie|jwt|sas)`)

// address matches values that say where something is: a host name, IP, URL,
// CIDR, port, or a comma-separated list of these. Only such values of the
// environment are kept.
var address = regexp.MustCompile(`^(?i:[a-z][a-z0-9+.-]*://)?[\w*.\-:\[\]/,% ]{1,512}$`)

// addressName matches names of variables whose value says where something is.
var addressName = regexp.MustCompile(`(?i)(host|addr|url|uri|port|endpoint|proxy|server|service|svc|broker|upstream|dns|domain|peer|target|backend|bind|listen)`)

// Env keeps the value of a variable only where its name and its value
// both say that it is an address.
func Env(name, value string) string {
	if value == "" {
		return ""
	}
	value = Text(value)
	if secretName.MatchString(name) || !addressName.MatchString(name) || !address.MatchString(value) {
		return Mark
	}
	return value
}

// secrets match within free text, and say what takes their place.
var secrets = []struct {
	shape *regexp.Regexp
	with  string
}{
	{regexp.MustCompile(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`), Mark},
	{regexp.MustCompile(`\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*`), Mark},                                             // JSON web token
	{regexp.MustCompile(`(?i)\b((?:bearer|basic)\s+)[\w+/=.~-]{8,}`), "${1}" + Mark},                            // authorization header
	{regexp.MustCompile(`(\w://)[^\s/@:]*:[^\s/@]+@`), "${1}" + Mark + "@"},                                     // user:password in a URL
	{regexp.MustCompile(`(?i)([?&](?:sig|signature|token|code|key|password|secret)=)[^\s&"']+`), "${1}" + Mark}, // shared access signature
	{regexp.MustCompile(`(?i)(\b[\w.-]*(?:passw(?:or)?d|client[_-]?secret|token|api[_-]?key|access[_-]?key|account[_-]?key)["']?\s*[:=]\s*["']?)[^\s"',;]{3,}`), "${1}" + Mark},
	{regexp.MustCompile(`\bgh[pousr]_\w{20,}`), Mark},     // GitHub
	{regexp.MustCompile(`\bxox[abprs]-[\w-]{10,}`), Mark}, // Slack
	{regexp.MustCompile(`\bAKIA[0-9A-Z]{16}\b`), Mark},    // AWS
	{regexp.MustCompile(`\b[\w+/]{86}==`), Mark},          // Azure storage key
}

// Text replaces what looks like a secret within free text.
func Text(text string) string {
	for _, secret := range secrets {
		text = secret.shape.ReplaceAllString(text, secret.with)
	}
	return text
}

// Args replaces secrets in a command line: by their shape, and the word behind
// an option whose name says that it is one.
func Args(words []string) {
	for i, w := range words {
		if i > 0 && secretName.MatchString(words[i-1]) && strings.HasPrefix(words[i-1], "-") && !strings.Contains(words[i-1], "=") {
			words[i] = Mark
			continue
		}
		words[i] = Text(w)
	}
}
