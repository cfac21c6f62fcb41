package fence

import (
	"regexp"
	"strings"

	"github.com/netwhy/netwhy/checks"
)

// markup are signs of what a viewer would render or fetch.
var markup = regexp.MustCompile(`(?i)[<>\[\]{}|\\]|://|\bwww\.|\b(?:https?|ftp|data|javascript|mailto|file):|&#|&\w+;|!\(|^\s*(?:#|[-*+] |\d+[.)] )`)

// Prose reports whether a text of a model is plain prose. Stars and backticks
// around words, which models cannot leave be, are taken off first.
func Prose(text string, most int) (string, bool) {
	text = strings.TrimSpace(strings.NewReplacer("**", "", "`", "", "“", `"`, "”", `"`, "’", "'", "‘", "'").Replace(text))
	if text == "" || len([]rune(text)) > most || checks.Clean(text, most) != text || markup.MatchString(text) {
		return "", false
	}
	return text, true
}
