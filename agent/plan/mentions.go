package plan

import (
	"slices"
	"strings"
)

// names finds the names in a question's words: by form, beside a word for a
// kind, after "in", and by their place in the sentence. Each becomes one token.
// Words of the trade are names if they are among those that are known.
func (l *lexicon) names(tokens []token, known []string) []token {
	tokens = l.canonical(l.written(tokens))
	for i := range tokens {
		l.letter(tokens, i)
	}
	for i := range tokens {
		if slices.Contains(known, tokens[i].text) && l.tradeName(tokens, i) {
			tokens[i] = named(tokens[i])
		}
	}
	tokens = l.beside(tokens)
	tokens = l.lying(tokens)
	for i := len(tokens) - 1; i >= 0; i-- { // backwards: the last of a list shows what the others are
		l.stands(tokens, i)
	}
	for i := range tokens {
		l.stands(tokens, i)
	}
	quoted(tokens)
	return settle(tokens)
}

// quoted marks the names that an error says were looked up, letter by letter:
// "getaddrinfo ENOTFOUND api", "lookup api on 10.0.0.10:53".
func quoted(tokens []token) {
	for i, t := range tokens {
		if t.mention == nil || t.mention.Kind != "" {
			continue
		}
		before, asked := at(tokens, i-1).text, at(tokens, i+2).mention
		t.mention.Literal = t.mention.Literal || among(before, "enotfound eai_again getaddrinfo") ||
			before == ":" && among(at(tokens, i-2).text, "host unknownhostexception") ||
			before == "resolve" && at(tokens, i+1).text == "on" && asked != nil && asked.Kind == "ip" && asked.Port == "53"
	}
}

// letter makes "A" a name where it cannot be the article: "A cannot reach B".
func (l *lexicon) letter(tokens []token, i int) {
	if tokens[i].text != "a" || tokens[i].quoted {
		return
	}
	_, kind := l.kinds[at(tokens, i-1).text]
	next := at(tokens, i+1)
	never := among(next.text, "cannot gets is does arrow and") || next.text == "" || next.mark()
	if never || kind && l.predicates[next.text] {
		tokens[i] = named(tokens[i])
	}
}

// bare reports whether a word could be a name: a label that is no English and
// no jargon, written in lower case or as the first word of a sentence is.
func (l *lexicon) bare(t token) bool {
	if t.mention != nil || !isLabel(t.text) || t.text[0] < 'a' || l.plain(t.text) || t.raw == "" {
		return false
	}
	return strings.ToLower(t.raw[1:]) == t.raw[1:] && (len(t.text) > 1 || !among(t.text, "a i s t e g o u"))
}

// stands makes token i a name if its place in the sentence says so.
func (l *lexicon) stands(tokens []token, i int) {
	t := tokens[i]
	if !l.bare(t) || l.common[t.text] && !l.alone(tokens, i) {
		return
	}
	if t.owner || l.led(tokens, i) || l.asked(tokens, i) || l.acts(tokens, i) || l.listed(tokens, i) {
		tokens[i] = named(t)
	}
}

// named makes a word a name.
func named(t token) token {
	return token{text: "@", raw: t.raw, owner: t.owner, mention: &Mention{Name: t.text}}
}

// alone reports whether nothing describes the word: "reach db", but not "the
// db" or "azure db", which need not be called so.
func (l *lexicon) alone(tokens []token, i int) bool {
	before := at(tokens, i-1)
	return before.text == "" || before.mark() || !l.articles[before.text] && (before.text == "and" || l.led(tokens, i) || l.asks[before.text])
}

// back returns the place of the last word before i that is neither an article
// nor an adverb, or -1.
func (l *lexicon) back(tokens []token, i int) int {
	for i--; i >= 0 && (l.articles[tokens[i].text] || l.adverbs[tokens[i].text]); i-- {
	}
	return i
}

// ahead returns the place of the first word after i that is neither an adverb
// nor the place that a name lies in.
func (l *lexicon) ahead(tokens []token, i int) int {
	for i++; i < len(tokens) && (tokens[i].place || l.adverbs[tokens[i].text]); i++ {
	}
	return i
}

// led reports whether a word stands after one that leads to a name.
func (l *lexicon) led(tokens []token, i int) bool {
	k := l.back(tokens, i) + 1
	return slices.ContainsFunc(l.leads, func(p phrase) bool {
		if len(p) > k {
			return false
		}
		end, ok := p.at(tokens, k-len(p))
		return ok && end == k
	})
}

// acts reports whether a word is the subject of a sentence: what it does
// follows, or where it lies.
func (l *lexicon) acts(tokens []token, i int) bool {
	if i+1 < len(tokens) && tokens[i+1].place {
		return true
	}
	k := l.ahead(tokens, i)
	if k >= len(tokens) {
		return false
	}
	next := tokens[k].text
	if next == "to" && k+1 < len(tokens) && (tokens[k+1].mention != nil || l.bare(tokens[k+1])) {
		before := l.back(tokens, i)
		return before < 0 || tokens[before].mark() || l.jargon[tokens[before].text] || l.asks[tokens[before].text]
	}
	if many := strings.HasSuffix(tokens[i].text, "s") && (next == "are" || next == "were" || next == "have"); many && l.articles[at(tokens, i-1).text] {
		return false // "our checkouts are failing" are no Service
	}
	return l.predicates[next] || l.asks[next] || l.adverbs[tokens[i+1].text]
}

// asked reports whether a word stands as in "why is payments evicted".
func (l *lexicon) asked(tokens []token, i int) bool {
	k := l.back(tokens, i)
	if k < 0 || !l.asks[tokens[k].text] || i+1 >= len(tokens) || tokens[i+1].mark() {
		return false
	}
	if k > 0 && among(tokens[k-1].text, "why how when where since") {
		k--
	}
	return starts(tokens, k) && l.plain(tokens[i+1].text)
}

// listed reports whether a word stands in a list beside a name.
func (l *lexicon) listed(tokens []token, i int) bool {
	joins := func(k int) bool {
		return k > 0 && k < len(tokens) && among(tokens[k].text, "and or ,")
	}
	name := func(k int) bool { return k >= 0 && k < len(tokens) && tokens[k].mention != nil && !tokens[k].place }
	before, after := l.back(tokens, i), i+1
	switch {
	case joins(before) && tokens[before].text != "," && name(before-1):
		return true
	case joins(before) && name(before-1): // after a comma the list must go on or end
		return after >= len(tokens) || tokens[after].mark() || joins(after)
	case joins(after) && tokens[after].text != ",":
		return name(l.skip(tokens, after+1))
	}
	return false
}

// skip returns the first place from i on that is no article.
func (l *lexicon) skip(tokens []token, i int) int {
	for ; i < len(tokens) && l.articles[tokens[i].text]; i++ {
	}
	return i
}
