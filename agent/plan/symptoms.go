package plan

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
)

// complains reports whether a quoted word is an error's text and no name.
func (l *lexicon) complains(t token) bool {
	alone := l.canonical([]token{{text: t.text, raw: t.raw}})
	return slices.ContainsFunc(l.symptoms, func(e entry) bool { return len(find(e.phrases, alone)) > 0 })
}

// symptomsOf matches the symptom table. Words that an off-topic phrase has
// taken mean no symptom, and a match within a longer one does not count.
func (l *lexicon) symptomsOf(tokens []token) (found []checks.Symptom) {
	longer := find(l.offTopic, tokens)
	matches := make([][]span, len(l.symptoms))
	for i, e := range l.symptoms {
		matches[i] = find(e.phrases, tokens)
		if len(e.unless) == 0 { // a vague phrase hides no clear one
			longer = append(longer, matches[i]...)
		}
	}
	for i, e := range l.symptoms {
		if slices.ContainsFunc(e.unless, func(s checks.Symptom) bool { return slices.Contains(found, s) }) {
			continue
		}
		if slices.ContainsFunc(matches[i], func(s span) bool { return !s.inside(longer) }) {
			found = append(found, e.symptoms...)
		}
	}
	return found
}

// ordered sorts symptoms as the closed list has them, each once.
func ordered(found []checks.Symptom) (list []checks.Symptom) {
	for _, s := range checks.Symptoms() {
		if slices.Contains(found, s) {
			list = append(list, s)
		}
	}
	return list
}
