package plan

import (
	"slices"
	"strings"
	"sync"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/prompts"
)

// lexicon is the tables of package prompts, compiled.
type lexicon struct {
	symptoms                []entry
	topics, offTopic, never []phrase
	declined                string
	same                    []rewrite
	kinds                   map[string]string // a word to the kind that it tells
	short                   map[string]string // likewise, before a slash only
	leads                   []phrase
	predicates, asks        set
	adverbs, articles       set
	jargon, stop, places    set
	prefixes, tails, common set
	working                 set // words of the tables themselves, never names
}

type set map[string]bool

// entry is a line of the symptom table.
type entry struct {
	symptoms, unless []checks.Symptom
	phrases          []phrase
}

// rewrite is a phrase and the word that stands for it.
type rewrite struct {
	phrase phrase
	word   string
}

// vocabulary is the lexicon. It is compiled once, for its files are constants.
var vocabulary = sync.OnceValues(load)

func load() (*lexicon, error) {
	table, err := prompts.Symptoms()
	if err != nil {
		return nil, err
	}
	list, err := prompts.Vocabulary()
	if err != nil {
		return nil, err
	}
	l := &lexicon{
		topics: compileAll(table.Topics), offTopic: compileAll(table.OffTopic), never: compileAll(table.Never),
		declined: strings.TrimSpace(table.Declined), leads: compileAll(list.Leads),
		kinds: inverse(list.Kinds), short: inverse(list.Short),
		predicates: setOf(list.Predicates), asks: setOf(list.Asks), adverbs: setOf(list.Adverbs), articles: setOf(list.Articles),
		jargon: setOf(list.Jargon), stop: setOf(list.Stop), places: setOf(list.Places), prefixes: setOf(list.Prefixes), tails: setOf(list.Tails), common: setOf(list.Common),
		working: set{},
	}
	for _, e := range table.Symptoms {
		l.symptoms = append(l.symptoms, entry{symptoms: e.Symptoms, unless: e.Unless, phrases: compileAll(e.Phrases)})
	}
	for word, patterns := range list.Same {
		l.working[word] = true
		for _, p := range compileAll(patterns) {
			l.same = append(l.same, rewrite{p, word})
		}
	}
	slices.SortFunc(l.same, func(a, b rewrite) int { // longest first, then by word: maps have no order
		if len(a.phrase) != len(b.phrase) {
			return len(b.phrase) - len(a.phrase)
		}
		return strings.Compare(a.word, b.word)
	})
	return l, nil
}

// setOf is the set of the words in some lines.
func setOf(lines []string) set {
	s := set{}
	for _, line := range lines {
		for _, word := range strings.Fields(line) {
			s[word] = true
		}
	}
	return s
}

func inverse(lists map[string][]string) map[string]string {
	m := map[string]string{}
	for to, list := range lists {
		for _, word := range list {
			m[word] = to
		}
	}
	return m
}

// plain reports whether a word is English, jargon or one of the table's own, or
// a compound of such words that does not end as names do.
func (l *lexicon) plain(word string) bool {
	if parts := strings.Split(word, "-"); len(parts) > 1 {
		last := parts[len(parts)-1]
		return l.knows(word) || len(last) > 1 && !l.tails[last] && !slices.ContainsFunc(parts, func(p string) bool { return !l.knows(p) })
	}
	return l.knows(word)
}

func (l *lexicon) knows(word string) bool {
	_, kind := l.kinds[word]
	return kind || l.stop[word] || l.jargon[word] || l.places[word] || l.working[word] ||
		l.predicates[word] || l.asks[word] || l.adverbs[word] || l.articles[word]
}

// plural reports whether a word for a kind is in the plural.
func (l *lexicon) plural(word string) bool {
	for _, ending := range []string{"s", "es"} {
		if one, ok := strings.CutSuffix(word, ending); ok {
			if _, kind := l.kinds[one]; kind {
				return true
			}
		}
	}
	return false
}

// canonical rewrites words that mean the same. Names are left alone.
func (l *lexicon) canonical(tokens []token) (out []token) {
next:
	for i := 0; i < len(tokens); {
		for _, r := range l.same {
			if end, ok := r.phrase.at(tokens, i); ok && end > i {
				out = append(out, token{text: r.word, raw: tokens[i].raw})
				i = end
				continue next
			}
		}
		out = append(out, tokens[i])
		i++
	}
	return out
}
