package narrative

import (
	"slices"
	"strings"
	"unicode"
)

// word is one of a sentence, without the marks around it.
type word struct {
	text, low string
	quoted    bool
	ends      bool // a mark behind it ends a clause
	mixed     bool // letters of several scripts, which look like what they are not
}

const marks = "\"'«»„‚()[],;:.!?…–—*"

// split takes a sentence apart.
func split(text string) (list []word) {
	quoted := false
	for _, field := range strings.Fields(text) {
		bare := strings.TrimSuffix(strings.Trim(field, marks), "'s")
		opens := strings.HasPrefix(field, `"`) || strings.HasPrefix(field, "'")
		w := word{text: bare, low: strings.ToLower(bare), quoted: quoted || opens, mixed: mixed(bare)}
		w.ends = strings.ContainsAny(field[max(0, len(field)-1):], ",;:.!?)") || strings.HasSuffix(field, "…")
		if opens {
			quoted = true
		}
		if behind := field[strings.LastIndex(field, bare)+len(bare):]; strings.ContainsAny(behind, `"'`) && behind != "'s" {
			quoted = false
		}
		if bare != "" {
			list = append(list, w)
		}
	}
	return list
}

// compound reports whether a word has marks within.
func (w word) compound() bool { return strings.ContainsAny(w.text, "-./:_@=%$&+") }

// camel reports whether a word has a capital behind its first letter, and is no
// abbreviation.
func (w word) camel() bool {
	return strings.ContainsFunc(w.text[1:], unicode.IsUpper) && (strings.ToUpper(w.text) != w.text || len(w.text) > 6)
}

func mixed(text string) bool {
	latin, other := false, false
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin = true
		case unicode.IsLetter(r):
			other = true
		}
	}
	return latin && other
}

func anyDigit(r rune) bool { return unicode.IsNumber(r) }

// corpus is the text that a sentence cites.
type corpus struct {
	text  string
	lines []string
}

func (c *corpus) add(texts ...string) {
	for _, t := range texts {
		c.text += " " + strings.ToLower(t) + " "
	}
	c.lines = append(c.lines, texts...)
}

// has reports whether a text stands in the corpus, not as a part of a longer
// word or number. That its case differs is no matter.
func (c *corpus) has(text string) bool {
	text = strings.ToLower(text)
	if text == "" {
		return false
	}
	number := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
	for from := 0; ; {
		at := strings.Index(c.text[from:], text)
		if at < 0 {
			return false
		}
		at += from
		before, behind := []rune(c.text[max(0, at-8):at]), []rune(c.text[at+len(text):min(len(c.text), at+len(text)+8)])
		if !joins(before, -1, number) && !joins(behind, 1, number) {
			return true
		}
		from = at + 1
	}
}

// joins reports whether what stands beside a match makes it part of a longer
// word or number.
func joins(beside []rune, way int, number bool) bool {
	nth := func(i int) rune {
		if way < 0 {
			i = len(beside) - 1 - i
		}
		if i < 0 || i >= len(beside) {
			return ' '
		}
		return beside[i]
	}
	if unicode.IsLetter(nth(0)) || unicode.IsDigit(nth(0)) {
		return true
	}
	part := strings.ContainsRune(".:,", nth(0)) && unicode.IsDigit(nth(1)) || strings.ContainsRune("-_", nth(0)) && (unicode.IsLetter(nth(1)) || unicode.IsDigit(nth(1)))
	return number && part
}

// hasWord reports whether a word stands in the corpus, also in the plural or
// singular, or as the beginning of a name such as CoreDNS or NetworkPolicy.
func (c *corpus) hasWord(low string) bool {
	for _, form := range []string{low, strings.TrimSuffix(low, "s"), low + "s", strings.TrimSuffix(low, "es"), strings.TrimSuffix(low, "ies") + "y", strings.TrimSuffix(low, "y") + "ies"} {
		if len(form) > 1 && c.has(form) {
			return true
		}
	}
	return false
}

// any reports whether one of the words stands in the corpus.
func (c *corpus) any(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool { return len(w.text) > 1 && c.hasWord(w.low) })
}

// pair reports whether a text is a key and a value, such as a label, that both
// stand in the corpus.
func (c *corpus) pair(text string) bool {
	key, value, found := strings.Cut(text, "=")
	return found && key != "" && value != "" && c.has(key) && c.has(value)
}
