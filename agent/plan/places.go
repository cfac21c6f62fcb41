package plan

import "slices"

// crowd are words for things of a namespace that have no name of their own.
var crowd = set{
	"client": true, "clients": true, "container": true, "containers": true, "everything": true, "anything": true,
	"something": true, "nothing": true, "all": true, "targets": true, "endpoints": true, "backends": true, "replicas": true,
}

// lying finds the namespaces after "in": "payments in shop", "pods in shop".
// The pods that have no name become the namespace itself.
func (l *lexicon) lying(tokens []token) []token {
	for i := 0; i < len(tokens); i++ {
		if m := tokens[i].mention; m != nil && m.Kind == "namespace" {
			if next := at(tokens, i+1).mention; next != nil && next.placed() { // "namespace shop service payments"
				tokens[i].place = true
				continue
			}
			tokens = l.appended(tokens, i)
			continue
		}
		if t := tokens[i].text; t != "in" && t != "inside" && t != "within" {
			continue
		}
		j := l.skip(tokens, i+1)
		where := at(tokens, j)
		_, kind := l.kinds[at(tokens, i-1).text]
		many := kind || crowd[at(tokens, i-1).text]
		switch m := where.mention; {
		case m != nil && (m.Kind == "namespace" || m.Kind == "" && m.Namespace == "" && m.Port == ""):
		case m == nil && l.bare(where):
		case m == nil && l.places[where.text] && (many || at(tokens, i-1).mention != nil || l.bare(at(tokens, i-1))):
		default:
			continue
		}
		name := where.text
		if where.mention != nil {
			name = where.mention.Name
		}
		lies := token{text: "@", raw: where.raw, owner: where.owner, place: !many, mention: &Mention{Kind: "namespace", Name: name}}
		from := i
		for many && from > 0 && (crowd[tokens[from-1].text] || from == i) {
			from--
		}
		tokens = slices.Replace(tokens, from, j+1, lies)
		i = from
		if at(tokens, i+1).text != "," { // "in shop, checkout cannot …" is no list
			l.spread(tokens, i, "namespace", 1)
		}
	}
	return tokens
}

// appended marks a namespace that follows a name without "in" as its place:
// "payments, namespace shop".
func (l *lexicon) appended(tokens []token, i int) []token {
	before := i - 1
	if t := at(tokens, before); t.text == "," || t.text == ":" {
		before--
	}
	if t := at(tokens, before); l.bare(t) {
		tokens[before] = named(t)
	}
	if m := at(tokens, before).mention; m != nil && !at(tokens, before).place && m.placed() {
		tokens[i].place = true
		return slices.Delete(tokens, before+1, i)
	}
	return tokens
}

// settle gives the names their namespaces. A place belongs to the names right
// before it, else to every name of its sentence that has none, and otherwise
// stands for itself.
func settle(tokens []token) []token {
	for i := 0; i < len(tokens); i++ {
		if !tokens[i].place {
			continue
		}
		name, taken := tokens[i].mention.Name, false
		for k := i - 1; k >= 0 && tokens[k].mention != nil && tokens[k].mention.placed(); k -= 2 {
			tokens[k].mention.Namespace, taken = name, true
			if join := at(tokens, k-1).text; join != "and" && join != "or" && join != "," {
				break
			}
		}
		if taken {
			tokens = slices.Delete(tokens, i, i+1)
			i--
		}
	}
	for i := 0; i < len(tokens); i++ {
		if !tokens[i].place {
			continue
		}
		tokens[i].place = false
		from, to := sentence(tokens, i)
		taken := false
		for _, t := range tokens[from:to] {
			if t.mention != nil && !t.place && t.mention.placed() {
				t.mention.Namespace, taken = tokens[i].mention.Name, true
			}
		}
		if taken {
			tokens = slices.Delete(tokens, i, i+1)
			i--
		}
	}
	return tokens
}

// sentence returns the bounds of the sentence that holds token i.
func sentence(tokens []token, i int) (from, to int) {
	for from = i; from > 0 && tokens[from-1].text != "."; from-- {
	}
	for to = i; to < len(tokens) && tokens[to].text != "."; to++ {
	}
	return from, to
}
