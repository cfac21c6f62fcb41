package narrative

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent/llm/fact"
	"github.com/netwhy/netwhy/checks"
)

// verdicts holds praise and blame against the verdicts of what is cited.
func (j *Judge) verdicts(words []word, facts []fact.Fact, proof *corpus, hypothesis bool) string {
	has := func(v checks.Verdict, sorts ...fact.Sort) bool {
		return slices.ContainsFunc(facts, func(f fact.Fact) bool { return f.Verdict == v && slices.Contains(sorts, f.Sort) })
	}
	judged := []fact.Sort{fact.Answer, fact.Root, fact.Seen, fact.Found, fact.Passed, fact.Lacking}
	passed := has(checks.Pass, judged...) && !has(checks.Fail, judged...) && !has(checks.Unknown, judged...)
	failed := has(checks.Fail, judged...)
	whole := false
	for i, w := range words { // "all of 2 pods" is not all
		whole = whole || j.lore.totals[w.low] && (i+1 == len(words) || words[i+1].low != "of")
	}
	everything := slices.ContainsFunc(words, func(w word) bool { return j.lore.wholes[w.low] })
	for i, w := range words {
		denied := j.lore.denied(words, i)
		good, bad := j.lore.praise[w.low], j.lore.faults[w.low]
		switch {
		case (good && !denied || bad && denied) && (!passed || whole && !has(checks.Pass, fact.Answer)):
			return fmt.Sprintf("it praises (%q) what did not pass", w.text)
		case bad && !denied && everything && !proof.hasWord(w.low):
			return fmt.Sprintf("it blames (%q) everything", w.text)
		case good && denied && has(checks.Unknown, judged...): // what cannot be called well is not called ill
		case (bad && !denied || good && denied) && !failed && !hypothesis && !proof.hasWord(w.low):
			return fmt.Sprintf("it blames (%q) what did not fail", w.text)
		case j.lore.roots[w.low] && !has(checks.Fail, fact.Root) && !hypothesis && !proof.hasWord(w.low):
			return "it names a cause that it does not cite"
		case j.lore.blames[w.low] && !denied && !hypothesis && !culprits(facts).any(words):
			return fmt.Sprintf("it blames (%q) what is no culprit of a cited cause", w.text)
		}
	}
	return ""
}

// culprits are those of causes that are cited, or else all that is.
func culprits(facts []fact.Fact) *corpus {
	all, named := &corpus{}, &corpus{}
	for _, f := range facts {
		all.add(f.Says...)
		for _, line := range f.Says {
			if _, of, found := strings.Cut(line, fact.Culprit); found {
				named.add(of)
			}
		}
	}
	if named.text != "" {
		return named
	}
	return all
}

// within finds claims that stand within names which only readings hold, such as a
// label that somebody wrote for a model to read.
func (j *Judge) within(words []word, proof *corpus) string {
	for _, w := range words {
		if !w.compound() || proof.has(w.text) {
			continue
		}
		for _, p := range strings.FieldsFunc(w.low, func(r rune) bool { return strings.ContainsRune("-./:_@=%$&+", r) }) {
			if j.lore.praise[p] || j.lore.faults[p] || j.lore.actions[p] != "" || j.lore.roots[p] {
				return fmt.Sprintf("%q claims something that no check says", w.text)
			}
		}
	}
	return ""
}
