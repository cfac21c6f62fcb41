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
	"sync"
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
	if !namesAddress(name) {
		return Mark
	}
	if value = Text(value); !address.MatchString(value) {
		return Mark
	}
	return value
}

// names are those of variables that were looked at: those of a pod are mostly those
// of a hundred others.
var names struct {
	sync.RWMutex
	ofAddress map[string]bool
}

const mostNames = 4096

// namesAddress reports whether a name says that its value is an address, and no
// secret.
func namesAddress(name string) bool {
	names.RLock()
	is, known := names.ofAddress[name]
	names.RUnlock()
	if known {
		return is
	}
	is = !secretName.MatchString(name) && addressName.MatchString(name)
	names.Lock()
	defer names.Unlock()
	if names.ofAddress == nil || len(names.ofAddress) == mostNames {
		names.ofAddress = map[string]bool{}
	}
	names.ofAddress[name] = is
	return is
}

// secrets match within free text, and say what takes their place. Most texts hold
// none of the letters without which a shape cannot match, and are not searched for it.
var secrets = []struct {
	letters string // all of them, or one of them
	one     bool
	shape   *regexp.Regexp
	with    string
}{
	{"-----BEGIN ", false, regexp.MustCompile(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`), Mark},
	{"eyJ", false, regexp.MustCompile(`\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*`), Mark},                                           // JSON web token
	{" \t\n\f\r", true, regexp.MustCompile(`(?i)\b((?:bearer|basic)\s+)[\w+/=.~-]{8,}`), "${1}" + Mark},                     // authorization header
	{"://", false, regexp.MustCompile(`(\w://)[^\s/@:]*:[^\s/@]+@`), "${1}" + Mark + "@"},                                   // user:password in a URL
	{"?&", true, regexp.MustCompile(`(?i)([?&](?:sig|signature|token|code|key|password|secret)=)[^\s&"']+`), "${1}" + Mark}, // shared access signature
	{":=", true, regexp.MustCompile(`(?i)(\b[\w.-]*(?:passw(?:or)?d|client[_-]?secret|token|api[_-]?key|access[_-]?key|account[_-]?key)["']?\s*[:=]\s*["']?)[^\s"',;]{3,}`), "${1}" + Mark},
	{"gh", false, regexp.MustCompile(`\bgh[pousr]_\w{20,}`), Mark},      // GitHub
	{"xox", false, regexp.MustCompile(`\bxox[abprs]-[\w-]{10,}`), Mark}, // Slack
	{"AKIA", false, regexp.MustCompile(`\bAKIA[0-9A-Z]{16}\b`), Mark},   // AWS
	{"==", false, regexp.MustCompile(`\b[\w+/]{86}==`), Mark},           // Azure storage key
}

// Text replaces what looks like a secret within free text.
func Text(text string) string {
	for _, secret := range secrets {
		if secret.one && !strings.ContainsAny(text, secret.letters) || !secret.one && !strings.Contains(text, secret.letters) {
			continue
		}
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
