package dns

import (
	"strings"
	"unicode"
)

// token is one word of a Corefile and where it stands.
type token struct {
	text string
	file string
	line int
	last int // the line on which it ends; quoted words may span lines
}

// tokens splits a file into words as github.com/coredns/caddy, caddyfile/lexer.go,
// does: at white space, with "…" as one word, and # beginning a comment.
func tokens(file, text string) (list []token) {
	l := lexer{rest: []rune(strings.TrimPrefix(text, "\ufeff")), file: file, line: 1}
	for {
		t, ok := l.next()
		if !ok {
			return list
		}
		list = append(list, t)
	}
}

type lexer struct {
	rest []rune
	file string
	line int
}

// take returns the next letter, and false at the end.
func (l *lexer) take() (rune, bool) {
	if len(l.rest) == 0 {
		return 0, false
	}
	r := l.rest[0]
	l.rest = l.rest[1:]
	if r == '\n' {
		l.line++
	}
	return r, true
}

func (l *lexer) next() (token, bool) {
	var word []rune
	comment, from := false, 0
	for {
		r, more := l.take()
		switch {
		case !more:
			return token{string(word), l.file, from, from}, len(word) > 0
		case unicode.IsSpace(r):
			comment = comment && r != '\n'
			if len(word) > 0 && r != '\r' {
				return token{string(word), l.file, from, from}, true
			}
		case comment || r == '#':
			comment = true
		case len(word) == 0 && r == '"':
			return l.quoted()
		default:
			if len(word) == 0 {
				from = l.line
			}
			word = append(word, r)
		}
	}
}

// quoted is the rest of a quoted word. A backslash escapes a quote only; a
// word that is never closed ends with the file, and is none if it is empty.
func (l *lexer) quoted() (token, bool) {
	from := l.line
	var word []rune
	escaped := false
	for {
		r, more := l.take()
		switch {
		case !more:
			return l.spanning(word, from), len(word) > 0
		case escaped:
			if escaped = false; r != '"' {
				word = append(word, '\\')
			}
			word = append(word, r)
		case r == '\\':
			escaped = true
		case r == '"':
			return l.spanning(word, from), true
		default:
			word = append(word, r)
		}
	}
}

func (l *lexer) spanning(word []rune, from int) token {
	text := string(word)
	return token{text, l.file, from, from + strings.Count(text, "\n")}
}
