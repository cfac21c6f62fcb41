package plan

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
)

// Reading is what a question says, before the cluster is asked.
type Reading struct {
	Symptoms []checks.Symptom `json:"symptoms"`           // never empty unless declined; order of checks.Symptoms()
	From     []Mention        `json:"from,omitempty"`     // who calls
	To       []Mention        `json:"to,omitempty"`       // what cannot be reached, or is under review
	Declined string           `json:"declined,omitempty"` // one sentence, when the question is not about the cluster's network
	Maybe    []Mention        `json:"-"`                  // words of the trade that are names if something bears them
	Order    bool             `json:"-"`                  // declined whatever else it says, such as an order to change something
	Vague    bool             `json:"-"`                  // about the network, and its words tell no symptom
}

// Mention is a thing that a question names, as far as the words tell.
type Mention struct {
	// Kind is empty when the words do not tell; else one of: namespace service
	// deployment statefulset daemonset job workload pod node ingress gateway
	// httproute host ip.
	Kind      string `json:"kind,omitempty"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name,omitempty"`
	Port      string `json:"port,omitempty"` // number or name
	// Literal marks a name that a program dials or looks up letter by letter,
	// such as the host of a URL.
	Literal bool `json:"literal,omitempty"`
	// Spoken marks a port that words give, "on port 8080", and no address: it
	// may be the one that the pods listen on.
	Spoken bool `json:"spoken,omitempty"`
}

// placed reports whether the thing can lie in a namespace and the words have
// not said in which.
func (m *Mention) placed() bool {
	switch m.Kind {
	case "namespace", "node", "host", "ip":
		return false
	}
	return m.Namespace == ""
}

// under reports whether another mention says at least as much of the same
// thing.
func (m Mention) under(other Mention) bool {
	covers := func(a, b string) bool { return a == "" || a == b }
	return m.Name == other.Name && covers(m.Kind, other.Kind) && covers(m.Namespace, other.Namespace) && covers(m.Port, other.Port) &&
		(!m.Literal || other.Literal)
}

// include adds a mention unless the list says as much already.
func include(list []Mention, m Mention) []Mention {
	if slices.ContainsFunc(list, m.under) {
		return list
	}
	for i := range list {
		if list[i].under(m) {
			list[i] = m
			return list
		}
	}
	return append(list, m)
}
