package cilium

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

const pressureFamily = "cilium_bpf_map_pressure"

// table is one of the datapath's, and which share of it was used in both
// readings.
type table struct {
	name string
	used float64
}

// tables are those whose names begin with one of some words; all where none is
// given. Names differ by version: "cilium_policy_v3_*", "ct4_global".
func tables(m *evidence.AgentMetrics, words ...string) (list []table) {
	for _, s := range m.Of(pressureFamily) {
		name := strings.TrimPrefix(s.Labels["map_name"], "cilium_")
		fits := len(words) == 0
		for _, w := range words {
			fits = fits || strings.HasPrefix(name, w)
		}
		if fits {
			list = append(list, table{name, s.Both()})
		}
	}
	return list
}

func (t table) String() string { return fmt.Sprintf("%s %.0f %%", t.name, 100*t.used) }

// told are tables in the words of a sentence.
func told(list []table) string {
	var words []string
	for _, t := range list {
		words = append(words, t.String())
	}
	if len(words) == 0 {
		return "how full they are is not told"
	}
	return checks.Names(words)
}
