package plan

import "slices"

// beside finds names that stand beside a word for their kind: "service foo",
// "the foo service", "namespaces shop and data".
func (l *lexicon) beside(tokens []token) []token {
	for i := 0; i < len(tokens); i++ {
		kind, ok := l.kinds[tokens[i].text]
		if !ok || tokens[i].mention != nil || kind == "host" || kind == "ip" { // hosts and addresses show by their form
			continue
		}
		many := l.plural(tokens[i].text)
		after := i + 1
		for after < len(tokens) && (tokens[after].text == "called" || tokens[after].text == "named" || tokens[after].text == ":") {
			after++
		}
		follows := after < len(tokens) && l.candidate(tokens[after], kind) && (!many || l.pluralName(tokens, after))
		precedes := i > 0 && l.candidate(tokens[i-1], kind)
		if precedes && follows {
			_, another := l.kinds[at(tokens, after+1).text]
			follows = !another && !l.led(tokens, i-1) && !l.articles[at(tokens, i-2).text] && at(tokens, i-2).text != "in"
		}
		switch {
		case follows:
			tokens = slices.Replace(tokens, i, after+1, l.called(tokens[after], kind, false))
			if many {
				l.spread(tokens, i, kind, 1)
			}
		case precedes:
			tokens = slices.Replace(tokens, i-1, i+1, l.called(tokens[i-1], kind, true))
			i--
			if many {
				l.spread(tokens, i, kind, -1)
			}
		}
	}
	return tokens
}

// at returns a token, or an empty one outside the question.
func at(tokens []token, i int) token {
	if i < 0 || i >= len(tokens) {
		return token{}
	}
	return tokens[i]
}

// candidate reports whether a token may be the name of a thing of a kind.
func (l *lexicon) candidate(t token, kind string) bool {
	if t.mention == nil {
		if l.places[t.text] && kind == "namespace" {
			return true
		}
		return l.bare(t)
	}
	if kind == "namespace" && t.mention.Namespace != "" {
		return false
	}
	return t.mention.Kind == "" || t.mention.Kind == kind
}

// pluralName reports whether the word after a plural is a name and not what
// the things do: "services orders and billing", but not "pods evaporate".
func (l *lexicon) pluralName(tokens []token, i int) bool {
	next := at(tokens, i+1).text
	return tokens[i].mention != nil || next == "and" || next == "or" || next == "," || l.predicates[next]
}

// called makes a token the name of a thing of a kind. What stands before
// "pods" names their workload, unless it is a pod's own name.
func (l *lexicon) called(t token, kind string, before bool) token {
	m := Mention{Name: t.text}
	if t.mention != nil {
		m = *t.mention
	}
	switch {
	case kind == "pod" && before && m.Kind == "" && !ordinal(m.Name):
		m.Kind = "workload"
	case kind != "":
		m.Kind = kind
	}
	return token{text: "@", raw: t.raw, owner: t.owner, mention: &m}
}

// spread gives a plural's kind to the other names of a list.
func (l *lexicon) spread(tokens []token, i int, kind string, step int) {
	for {
		join, next := at(tokens, i+step).text, i+2*step
		if join != "and" && join != "or" && (join != "," || step < 0) || next < 0 || next >= len(tokens) || !l.candidate(tokens[next], kind) {
			return
		}
		if kind == "namespace" && step > 0 && among(at(tokens, next+1).text, "in inside within") {
			return // "checkout in shop and cart in store"
		}
		tokens[next] = l.called(tokens[next], kind, step < 0)
		i = next
	}
}
