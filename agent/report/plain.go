package report

import (
	"math"
	"strings"
	"time"
	"unicode"

	"github.com/netwhy/netwhy/checks"
)

// mostText bounds one text in a rendered report. Commands are never cut: half
// a command is worse than none.
const mostText = 4000

// plain is text from the cluster as one line without control characters.
func plain(text string) string { return oneLine(checks.Clean(text, mostText)) }

// command is a command as one line without control characters.
func command(text string) string { return oneLine(checks.Clean(text, math.MaxInt)) }

// oneLine replaces the separators that Unicode has beside the control
// characters.
func oneLine(text string) string { return strings.TrimSpace(strings.Map(visible, text)) }

// visible maps what hides, reorders or controls text, and what is no
// character, to the replacement character; line breaks apart.
func visible(r rune) rune {
	if ' ' <= r && r <= '~' { // nearly all of what is written
		return r
	}
	if r != '\n' && (r&0xfffe == 0xfffe || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp)) {
		return unicode.ReplacementChar
	}
	return r
}

// moment is a time as it is printed, to the second in UTC.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// brief is the start of a digest, enough to tell reports apart by eye.
func brief(digest string) string { return digest[:min(12, len(digest))] }

// texts are the printed forms of a list.
func texts[T any](list []T, text func(T) string) []string {
	out := make([]string, 0, len(list))
	for _, each := range list {
		out = append(out, text(each))
	}
	return out
}

// once is a list without what is empty and without repetitions, in order.
func once(list []string) (out []string) {
	seen := map[string]bool{"": true}
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
