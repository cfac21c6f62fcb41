package plan

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/netwhy/netwhy/checks"
)

// Classify reads a question by the keyword tables alone. Words of the trade are
// no names, but for those that are known to be.
func Classify(question string, known ...string) (Reading, error) {
	if err := bounded(question); err != nil {
		return Reading{}, err
	}
	l, err := vocabulary()
	if err != nil {
		return Reading{}, fmt.Errorf("cannot read question: %w", err)
	}
	if !strings.ContainsFunc(question, unicode.IsLower) {
		question = strings.ToLower(question) // a question that shouts
	}
	words, vague := split(question), false
	tokens := l.names(words, known)
	from, to, subject := l.sides(tokens)
	symptoms := l.symptomsOf(tokens)
	switch {
	case len(find(l.never, tokens)) > 0:
		return Reading{Declined: l.declined, Order: true}, nil
	case len(symptoms) > 0:
		symptoms = l.narrow(symptoms, tokens, from, to, subject)
	case len(find(l.offTopic, tokens)) > 0:
		return Reading{Declined: l.declined}, nil
	case len(find(l.topics, tokens)) > 0 || slices.ContainsFunc(append(slices.Clone(from), to...), networked):
		symptoms, vague = []checks.Symptom{checks.HealthReview}, true
	default:
		return Reading{Declined: l.declined}, nil
	}
	r := Reading{Symptoms: ordered(symptoms), From: from, To: to, Vague: vague}
	if len(known) == 0 {
		r.Maybe = l.maybe(words)
	}
	return r, nil
}

// networked reports whether naming such a thing makes a question one about the
// network.
func networked(m Mention) bool {
	return slices.Contains([]string{"service", "ingress", "gateway", "httproute", "host", "ip"}, m.Kind)
}
