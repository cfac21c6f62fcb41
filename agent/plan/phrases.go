package plan

import "strings"

// mostBetween is how many words ".." of a phrase may stand for.
const mostBetween = 5

// phrase is a compiled pattern of prompts/symptoms.yaml.
type phrase []atom

// atom is one place of a phrase: the start of a sentence, a gap, or a word
// out of several.
type atom struct {
	start, gap bool
	words      []string // a trailing * stands for any ending
}

func compile(pattern string) (p phrase) {
	for _, field := range strings.Fields(pattern) {
		switch field {
		case "^":
			p = append(p, atom{start: true})
		case "..":
			p = append(p, atom{gap: true})
		default:
			p = append(p, atom{words: strings.Split(field, "|")})
		}
	}
	return p
}

func compileAll(patterns []string) (list []phrase) {
	for _, pattern := range patterns {
		list = append(list, compile(pattern))
	}
	return list
}

func (a atom) fits(t token) bool {
	for _, w := range a.words {
		if stem, open := strings.CutSuffix(w, "*"); w == t.text || open && strings.HasPrefix(t.text, stem) {
			return true
		}
	}
	return false
}

// at matches the phrase from token i on and returns the token after its end.
func (p phrase) at(tokens []token, i int) (end int, ok bool) {
	switch {
	case len(p) == 0:
		return i, true
	case p[0].start:
		if !starts(tokens, i) {
			return 0, false
		}
		return p[1:].at(tokens, i)
	case p[0].gap:
		for j := i; j < len(tokens) && j <= i+mostBetween; j++ {
			if end, ok := p[1:].at(tokens, j); ok {
				return end, true
			}
			if tokens[j].text == "." {
				break
			}
		}
		return 0, false
	case i < len(tokens) && p[0].fits(tokens[i]):
		return p[1:].at(tokens, i+1)
	}
	return 0, false
}

// polite are words that may precede what a sentence asks for.
const polite = " please pls can could would will you kindly just now then and also go ahead i want need to "

// starts reports whether a sentence, or what it asks for, starts at i.
func starts(tokens []token, i int) bool {
	for i > 0 && strings.Contains(polite, " "+tokens[i-1].text+" ") {
		i--
	}
	return i == 0 || tokens[i-1].mark()
}

// span is where a phrase matched.
type span struct{ start, end int }

// find returns every match of any of the phrases, the shortest at each place.
func find(list []phrase, tokens []token) (found []span) {
	for _, p := range list {
		for i := range tokens {
			if end, ok := p.at(tokens, i); ok {
				found = append(found, span{i, end})
			}
		}
	}
	return found
}

// inside reports whether a span lies in a longer one.
func (s span) inside(longer []span) bool {
	for _, l := range longer {
		if l.start <= s.start && s.end <= l.end && l.end-l.start > s.end-s.start {
			return true
		}
	}
	return false
}
