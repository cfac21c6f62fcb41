package plan

import (
	"context"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// Words of the trade, such as bridge and client, and words of English are no
// names by themselves. Where they stand as names do, only the cluster can tell:
// the question is read without them first, and anew if something bears one.

// tradeName reports whether a word that is none otherwise may be a name: one of
// the trade that lies in a namespace or that others call, and any other word of
// English that others call in a namespace.
func (l *lexicon) tradeName(tokens []token, i int) bool {
	t := tokens[i]
	if _, kind := l.kinds[t.text]; kind || t.mention != nil || !isLabel(t.text) || !hasLetter(t.text) || t.raw == "" || strings.ToLower(t.raw[1:]) != t.raw[1:] {
		return false
	}
	led := l.led(tokens, i)
	switch lies := l.lies(tokens, i) != ""; {
	case l.jargon[t.text]:
		return lies || led
	case l.stop[t.text]:
		return lies && led
	}
	return false
}

// lies is the namespace that follows a word, as in "bridge in telemetry"; empty
// if none does.
func (l *lexicon) lies(tokens []token, i int) string {
	if !among(at(tokens, i+1).text, "in inside within") {
		return ""
	}
	k := i + 2
	if l.kinds[at(tokens, l.skip(tokens, k)).text] == "namespace" {
		k = l.skip(tokens, k) + 1
	}
	where := at(tokens, l.skip(tokens, k))
	switch m := where.mention; {
	case m != nil && (m.Kind == "namespace" || m.Kind == "" && m.Namespace == "" && m.Port == ""):
		return m.Name
	case m == nil && (l.bare(where) || l.places[where.text]):
		return where.text
	}
	return ""
}

// maybe are the words of a question that would be names if something bore them.
func (l *lexicon) maybe(words []token) (list []Mention) {
	tokens := l.canonical(l.written(words))
	for i := range tokens {
		if l.tradeName(tokens, i) && !slices.ContainsFunc(list, func(m Mention) bool { return m.Name == tokens[i].text }) {
			list = append(list, Mention{Name: tokens[i].text, Namespace: l.lies(tokens, i)})
		}
	}
	return list
}

// Reread reads a question anew if words of the trade in it are names of
// something, in the namespace that the words say it lies in, or else in one
// that the question names or the operator gave.
func Reread(ctx context.Context, look Look, question string, reading Reading, namespace string) (Reading, error) {
	if len(reading.Maybe) == 0 {
		return reading, nil
	}
	r := &resolver{eyes: eyes{ctx: ctx, look: look}}
	places := []string{namespace}
	for _, m := range append(slices.Clone(reading.From), reading.To...) {
		if places = append(places, m.Namespace); m.Kind == "namespace" || m.Kind == "" {
			places = append(places, m.Name)
		}
	}
	var names []string
	for _, m := range reading.Maybe {
		in := places
		if m.Namespace != "" {
			in = []string{m.Namespace}
		}
		if slices.ContainsFunc(in, func(ns string) bool { return r.bears(ns, m.Name) }) {
			names = append(names, m.Name)
		}
	}
	if len(names) == 0 {
		return reading, nil
	}
	again, err := Classify(question, names...)
	if err != nil || again.Declined != "" {
		return reading, err
	}
	again.Symptoms = ordered(append(again.Symptoms, reading.Symptoms...))
	return again, nil
}

// bears reports whether a Service or a workload of a namespace has a name.
func (r *resolver) bears(namespace, name string) bool {
	ns := evidence.Of(evidence.Namespace, "", namespace)
	if !slices.ContainsFunc(see(&r.eyes, evidence.Namespaces, evidence.TheCluster), func(n corev1.Namespace) bool { return n.Name == namespace }) {
		return false
	}
	r.ahead(inside(ns))
	return kube.ServiceNamed(see(&r.eyes, evidence.Services, ns), name) != nil ||
		slices.ContainsFunc(r.workloads(ns), func(w evidence.Subject) bool { return w.Name == name })
}
