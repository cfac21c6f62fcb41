package narrative

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"github.com/netwhy/netwhy/prompts"
)

// lore is what words mean to the judge.
type lore struct {
	plain, kinds, tails, terms, generics        set
	praise, faults, roots, totals, denials      set
	leads, acts, wholes, englishWords, articles set
	hedges, selves, places, blames              set
	actions                                     map[string]string // their forms, and what they are forms of
	numbers                                     map[string]string
	command                                     *regexp.Regexp
}

type set map[string]bool

func setOf(lists ...[]string) set {
	s := set{}
	for _, list := range lists {
		for _, line := range list {
			for _, w := range strings.Fields(line) {
				s[strings.ToLower(w)] = true
			}
		}
	}
	return s
}

// vocabulary is read once, and never changed.
var vocabulary = sync.OnceValues(func() (*lore, error) {
	words, err := prompts.Vocabulary()
	if err != nil {
		return nil, fmt.Errorf("cannot judge a narrative: %w", err)
	}
	claims, err := prompts.ClaimWords()
	if err != nil {
		return nil, fmt.Errorf("cannot judge a narrative: %w", err)
	}
	command, err := regexp.Compile(`(?i)(?:` + strings.Join(claims.Commands, "|") + `)`)
	if err != nil {
		return nil, fmt.Errorf("cannot judge a narrative: %w", err)
	}
	var kinds []string
	for _, list := range words.Kinds {
		kinds = append(kinds, list...)
	}
	l := &lore{
		plain: setOf(words.Stop, words.Jargon, words.Prefixes, words.Adverbs, words.Articles, words.Asks, words.Predicates, words.Leads, claims.Plain),
		kinds: setOf(kinds, claims.Kinds), tails: setOf(words.Tails), terms: setOf(words.Jargon, claims.Terms), generics: setOf(claims.Generic),
		praise: setOf(claims.Praise), faults: setOf(claims.Faults), roots: setOf(claims.Roots), actions: forms(setOf(claims.Actions)),
		totals: setOf(claims.Totals), denials: setOf(claims.Denials), englishWords: setOf(claims.English),
		leads: setOf(claims.Leads), wholes: setOf(claims.Wholes), hedges: setOf(claims.Hedges), selves: setOf(claims.Selves), articles: setOf(words.Articles, claims.Articles), places: setOf(claims.Places), blames: setOf(claims.Blames), acts: setOf(words.Predicates, words.Asks),
		numbers: claims.Numbers, command: command,
	}
	return l, nil
})

// term reports whether a word is one of the trade that says something: a
// sentence about DNS must cite something about DNS.
func (l *lore) term(low string) bool { return l.terms[low] && !l.generics[low] }

// generic reports whether a word is one that any report is about.
func (l *lore) generic(low string) bool {
	return l.generics[low] || l.generics[strings.TrimSuffix(low, "s")]
}

// number is the digits of a number that is written as a word.
func (l *lore) number(low string) string { return l.numbers[low] }

// describes reports whether a word has the form of an English one that describes.
func (l *lore) describes(low string) bool {
	for _, ending := range []string{"ed", "ly", "able", "ible", "ous"} {
		if strings.HasSuffix(low, ending) && len(low) > len(ending)+2 {
			return true
		}
	}
	return false
}

// english guesses whether a sentence is English.
func (l *lore) english(words []word) bool {
	for _, w := range words {
		if l.englishWords[w.low] {
			return true
		}
	}
	return false
}

// denied reports whether a word stands shortly behind one that denies it.
func (l *lore) denied(words []word, i int) bool {
	for k := i - 1; k >= 0 && k >= i-3 && !words[k].ends; k-- {
		if l.denials[words[k].low] || strings.HasSuffix(words[k].low, "n't") {
			return true
		}
	}
	return i+1 < len(words) && !words[i].ends && l.denials[words[i+1].low] && !strings.ContainsFunc(words[i].text, unicode.IsDigit)
}
