package evidence

import "slices"

// AgentMetrics is what the Cilium agent of a node, and Hubble in it, counted
// and measured, read twice within some seconds.
type AgentMetrics struct {
	Node    string  `json:"node"`
	Pod     string  `json:"pod"`
	Seconds float64 `json:"seconds"` // between the two readings
	// Missing says, by "agent" or "hubble", why a part did not answer.
	Missing map[string]string `json:"missing,omitempty"`
	Series  []Series          `json:"series"`
}

// Series is one number of a family, told apart from the others by its labels.
type Series struct {
	Name   string            `json:"name"`
	Labels map[string]string `json:"labels,omitempty"`
	First  *float64          `json:"first,omitempty"` // nil: it was not there yet
	Last   float64           `json:"last"`
}

// Of are the series of a family whose labels have some values: "reason",
// "Policy denied", "direction", "EGRESS".
func (m *AgentMetrics) Of(name string, labels ...string) (list []Series) {
	for _, s := range m.Series {
		fits := s.Name == name
		for i := 0; fits && i+1 < len(labels); i += 2 {
			fits = s.Labels[labels[i]] == labels[i+1]
		}
		if fits {
			list = append(list, s)
		}
	}
	return list
}

// Has reports whether the agent tells a family at all.
func (m *AgentMetrics) Has(name string) bool {
	return slices.ContainsFunc(m.Series, func(s Series) bool { return s.Name == name })
}

// Sum adds up the last values of the series that [AgentMetrics.Of] gives.
func (m *AgentMetrics) Sum(name string, labels ...string) (sum float64) {
	for _, s := range m.Of(name, labels...) {
		sum += s.Last
	}
	return sum
}

// Moved is by how much the counters that [AgentMetrics.Of] gives grew between
// the readings. One that was not there before has grown from nothing; one that
// fell was reset, and has grown by what it says now.
func (m *AgentMetrics) Moved(name string, labels ...string) (sum float64) {
	for _, s := range m.Of(name, labels...) {
		sum += s.Moved()
	}
	return sum
}

// Moved is by how much a counter grew between the readings.
func (s Series) Moved() float64 {
	if s.First == nil || *s.First > s.Last {
		return s.Last
	}
	return s.Last - *s.First
}

// Both is the smaller of the two values: what held all the time.
func (s Series) Both() float64 {
	if s.First == nil {
		return 0
	}
	return min(*s.First, s.Last)
}

// CiliumMetrics are read over HTTP from the agents themselves.
var CiliumMetrics = Lists[AgentMetrics](Meta{
	Name: "cilium-metrics", Scope: Node, Budget: Budget{Seconds: 12},
	Query: Query{Tool: ToolCilium, Name: "{name}"},
	Says:  "what the Cilium agent of one node, and Hubble in it, counted during the last seconds: drops by reason, states of endpoints, how full the tables are; only the families that checks read",
})
