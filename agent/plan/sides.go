package plan

import (
	"slices"
	"strings"
)

// side is what the words around a name say of it.
type side int

const (
	free side = iota // nothing: it fills the side that nobody else takes
	caller
	kept // a caller that is kept from what follows
	target
	nobody // not part of the question, such as the resolver in a pasted error
)

// sides decides who calls and what is called. subject reports whether the
// first target is what the sentence is about, rather than what others call.
func (l *lexicon) sides(tokens []token) (from, to []Mention, subject bool) {
	taken := make([]side, len(tokens))
	for i, t := range tokens {
		if t.mention == nil {
			continue
		}
		taken[i] = l.side(tokens, taken, i)
		switch taken[i] {
		case caller, kept:
			from = include(from, *t.mention)
		case target:
			to = include(to, *t.mention)
		}
	}
	ports(tokens, taken, &to)
	fill, subject := &to, len(to) == 0
	if len(to) > 0 && len(from) == 0 {
		fill = &from
	}
	for i, t := range tokens {
		if t.mention == nil || taken[i] != free {
			continue
		}
		if m := *t.mention; !slices.ContainsFunc(from, m.under) && !slices.ContainsFunc(to, m.under) {
			*fill = include(*fill, m)
		}
	}
	return from, to, subject
}

// side is what the words beside one name say.
func (l *lexicon) side(tokens []token, taken []side, i int) side {
	k := l.back(tokens, i)
	switch word := at(tokens, k).text; word {
	case "reach", "resolve", "arrow", "to", "against", "towards", "toward", "into", "via", "through", "behind", "connect":
		return target
	case "answer", "reachable", "unreachable":
		return caller
	case "between":
		return caller
	case "block", "blocks", "blocking", "prevent", "prevents", "deny", "denies":
		if at(tokens, i+1).text == "from" { // "block checkout from payments"
			return kept
		}
	case "by":
		if b := at(tokens, k-1).text; b == "reachable" || b == "used" {
			return caller
		}
		return target
	case "from":
		if k > 0 && taken[k-1] == kept {
			return target
		}
		return l.origin(tokens, k, i)
	case "not": // "can reach payments but not orders"
		for n := k - 1; n >= 0; n-- {
			if taken[n] != free {
				return taken[n]
			}
		}
	case "on", "at":
		if m := tokens[i].mention; m.Kind == "ip" && m.Port == "53" {
			return nobody
		}
	case "and", "or", ",":
		if l.verb(tokens, i) == caller { // "payments moved, and checkout cannot reach it"
			return caller
		}
		if k > 0 && tokens[k-1].mention != nil && (word != "," || l.ends(tokens, i)) {
			if b := at(tokens, l.back(tokens, k-1)).text; b == "between" && word == "and" {
				return target
			}
			if taken[k-1] != free {
				return taken[k-1]
			}
		}
	}
	return l.verb(tokens, i)
}

// ends reports whether a list ends or goes on after token i.
func (l *lexicon) ends(tokens []token, i int) bool {
	t := at(tokens, i+1).text
	return t == "" || t == "." || t == "," || t == "and" || t == "or"
}

// verb is what the words after a name say: whether it reaches or is reached.
func (l *lexicon) verb(tokens []token, i int) side {
	for k := i + 1; k < len(tokens) && k <= i+8; k++ {
		switch t := tokens[k]; {
		case t.text == "." || t.text == ":":
			return free
		case t.mention != nil:
			if j := tokens[k-1].text; j != "and" && j != "or" && j != "," {
				return free
			}
		case t.text == "resolve" && tokens[i].mention.Kind == "host":
			return target // "db.example.com does not resolve"
		case t.text == "reach" || t.text == "resolve" || t.text == "arrow" || t.text == "connect":
			return caller
		case t.text == "reachable" || t.text == "unreachable" || t.text == "resolved":
			return target
		case t.text == "gets" && !slices.Contains([]string{"host", "ip", "ingress", "gateway", "httproute", "node"}, tokens[i].mention.Kind):
			return caller
		}
	}
	return free
}

// origin tells the caller after "from" from the source of an answer: "timeouts
// from checkout to payments", but "gets connection refused from payments".
func (l *lexicon) origin(tokens []token, k, i int) side {
	if at(tokens, i+1).text == "to" {
		return caller
	}
	if external(*tokens[i].mention) {
		return target // "image pull from registry.example.com"
	}
	first, _ := sentence(tokens, k)
	answered, got := false, false
	for n := k - 1; n >= first && tokens[n].mention == nil; n-- {
		word := tokens[n].text
		if len(word) > 2 && strings.ContainsAny(word[:1], "45") && (strings.Trim(word, "0123456789xs") == "") {
			return target // a status code comes from a server
		}
		answered = answered || k-n <= 4 && among(word, "refused reset resets rejected timeout error errors response responses reply answer eof nxdomain servfail econnrefused econnreset etimedout enotfound")
		got = got || word == "gets"
	}
	if answered && (got || tokens[i].mention.Port != "") {
		return target
	}
	return caller
}
