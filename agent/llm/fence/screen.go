package fence

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/netwhy/netwhy/agent/redaction"
	"github.com/netwhy/netwhy/checks"
)

// mostText bounds one text that is sent.
const mostText = 2000

var (
	mail     = regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	dotted   = regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}\b`)
	colons   = regexp.MustCompile(`[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}`)
	standIns = regexp.MustCompile(`(?i)\b(?:name|ip)-\d+`)

	addressStandIn = regexp.MustCompile(`^ip-\d+`)
)

// public are names that every cluster has, and that say nothing of one.
var public = []string{
	"", "cluster", "default", "kubernetes", "kube-system", "kube-public", "kube-node-lease", "kube-dns", "kube-proxy", "coredns", "cilium",
	"svc", "local", "hubble-relay", "cilium-operator", "istio-system", "gatekeeper-system", "netwhy",
}

// Screen makes text fit for a model, and turns back what it replaced. It is
// not for concurrent use.
type Screen struct {
	hiding  bool
	names   []string // that are hidden, the longest first
	standIn map[string]string
	behind  map[string]string
}

// NewScreen makes a screen that only redacts.
func NewScreen() *Screen { return &Screen{standIn: map[string]string{}, behind: map[string]string{}} }

// Hide makes the screen put stand-ins in the place of names and of all IP
// addresses. The same name has the same stand-in throughout.
func (s *Screen) Hide(names ...string) {
	s.hiding = true
	for _, n := range names {
		n = strings.ToLower(n)
		if slices.Contains(public, n) || s.standIn[n] != "" {
			continue
		}
		s.put("name", n)
		s.names = append(s.names, n)
	}
	slices.SortStableFunc(s.names, func(a, b string) int { return len(b) - len(a) })
}

func (s *Screen) put(sort, real string) string {
	if s.standIn[real] == "" {
		word := fmt.Sprintf("%s-%d", sort, len(s.standIn)+1)
		s.standIn[real], s.behind[word] = word, real
	}
	return s.standIn[real]
}

// Out is a text as a model may see it.
func (s *Screen) Out(text string) string {
	text = mail.ReplaceAllString(redaction.Text(text), redaction.Mark)
	text = checks.Clean(text, mostText)
	if !s.hiding {
		return text
	}
	address := func(found string) string {
		if _, err := netip.ParseAddr(found); err != nil {
			return found
		}
		return s.put("ip", found)
	}
	text = colons.ReplaceAllStringFunc(dotted.ReplaceAllStringFunc(text, address), address)
	return s.without(text)
}

// without replaces names in one pass, so that no stand-in is taken for a name.
func (s *Screen) without(text string) string {
	var b strings.Builder
	lower := strings.ToLower(text)
	if len(lower) != len(text) {
		lower = text // a letter whose lower case is longer: match as it stands
	}
	for at := 0; at < len(text); {
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		n := 0
		if at == 0 || !wordy(before) {
			n = s.nameAt(lower[at:])
		}
		if n > 0 {
			b.WriteString(s.standIn[lower[at:at+n]])
			at += n
			continue
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		b.WriteString(text[at : at+size])
		at += size
	}
	return b.String()
}

func (s *Screen) nameAt(rest string) int {
	if found := addressStandIn.FindString(rest); s.behind[found] != "" {
		return 0 // put there just now
	}
	for _, n := range s.names {
		if strings.HasPrefix(rest, n) {
			if after, _ := utf8.DecodeRuneInString(rest[len(n):]); len(rest) == len(n) || !wordy(after) {
				return len(n)
			}
		}
	}
	return 0
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// In turns stand-ins back into what they stand for.
func (s *Screen) In(text string) string {
	if !s.hiding {
		return text
	}
	return standIns.ReplaceAllStringFunc(text, func(word string) string {
		if real := s.behind[strings.ToLower(word)]; real != "" {
			return real
		}
		return word
	})
}
