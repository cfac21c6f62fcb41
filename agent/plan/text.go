package plan

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostCharacters bounds a question.
const mostCharacters = 2000

// token is a word of the question, a mark between words, or a name.
type token struct {
	text    string   // lower case without apostrophes; "." "," ":" for marks, "@" for a name
	raw     string   // as written
	quoted  bool     // stood alone between quotes
	owner   bool     // ended in 's
	mention *Mention // set where the token is a name
	place   bool     // the name is a namespace that the words before lie in
}

// mark reports whether the token ends a clause.
func (t token) mark() bool { return t.text == "." || t.text == "," || t.text == ":" }

// spacing gives characters that stand for words or marks their own space.
var spacing = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "-->", " → ", "->", " → ", "=>", " → ", "→", " → ",
	"—", " , ", "–", " , ", "%", " percent ", "&", " and ", "(", " , ", ")", " , ", "<", " ", ">", " ", "…", " . ")

// bounded checks what may be read as a question.
func bounded(question string) error {
	if !utf8.ValidString(question) {
		return fmt.Errorf("cannot read question: it is not valid UTF-8 text")
	}
	if n := utf8.RuneCountInString(question); n > mostCharacters {
		return fmt.Errorf("cannot read question: it has %d characters, and 2,000 are the most that are read; shorten it", n)
	}
	if strings.TrimSpace(question) == "" {
		return fmt.Errorf("cannot read question: it is empty")
	}
	return nil
}

// split cuts a question into words and marks.
func split(question string) (tokens []token) {
	text := []rune(spacing.Replace(question))
	for i := 0; i < len(text); {
		switch r := text[i]; {
		case r == '\n':
			if endsLine(text[i+1:]) {
				tokens = append(tokens, token{text: "."})
			}
			i++
		case unicode.IsSpace(r) || unicode.IsControl(r):
			i++
		case strings.ContainsRune("\"`'", r):
			word, next := unquote(text, i)
			if word != "" {
				tokens = append(tokens, token{text: strings.ToLower(word), raw: word, quoted: true})
			}
			i = next
		case strings.ContainsRune("?!;", r):
			tokens = append(tokens, token{text: "."})
			i++
		case r == ',':
			tokens = append(tokens, token{text: ","})
			i++
		default:
			end := i
			for end < len(text) && !unicode.IsSpace(text[end]) && !unicode.IsControl(text[end]) && !strings.ContainsRune("\"`?!;,", text[end]) {
				end++
			}
			tokens = append(tokens, trim(string(text[i:end]))...)
			i = end
		}
	}
	return tokens
}

// endsLine reports whether a line's end also ends the sentence: the next line
// is empty or does not go on in lower case.
func endsLine(rest []rune) bool {
	for _, r := range rest {
		if r == '\n' || r != ' ' && r != '\t' && r != '\r' {
			return !unicode.IsLower(r)
		}
	}
	return true
}

// unquote returns the one word between quotes that open at i, if there is
// exactly one, and where to go on. Longer quotations are read as plain words.
func unquote(text []rune, i int) (word string, next int) {
	for j := i + 1; j < len(text) && !unicode.IsSpace(text[j]) && !unicode.IsControl(text[j]); j++ {
		if text[j] == text[i] {
			return string(text[i+1 : j]), j + 1
		}
	}
	return "", i + 1
}

// trim takes the marks off a word.
func trim(word string) (tokens []token) {
	word = strings.Trim(word, "*_'~#|{}=+")
	if strings.Trim(word, "-") == "" {
		return []token{{text: ","}}
	}
	bare := strings.TrimRight(word, ".:/'")
	tail := word[len(bare):]
	t := token{raw: bare}
	if possessor, ok := strings.CutSuffix(bare, "'s"); ok {
		t.raw, t.owner = possessor, true
	}
	t.text = strings.ReplaceAll(strings.ToLower(t.raw), "'", "")
	if t.text != "" {
		tokens = append(tokens, t)
	}
	switch {
	case strings.Contains(tail, "."):
		tokens = append(tokens, token{text: "."})
	case strings.Contains(tail, ":"):
		tokens = append(tokens, token{text: ":"})
	}
	return tokens
}

// among reports whether a word is one of a list, written with spaces between.
func among(word, list string) bool { return slices.Contains(strings.Fields(list), word) }
