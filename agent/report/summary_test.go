package report

import (
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
)

func TestASummarySaysWhatWasSeen(t *testing.T) {
	counters, flows := Evidence{Kind: evidence.NodeCounters.Name}, Evidence{Kind: evidence.WorkloadFlows.Name}
	for want, read := range map[string][]Evidence{
		"the Kubernetes API could be seen. Node counters and flows were not read.":      nil,
		"the Kubernetes API and the nodes' kernels could be seen. Flows were not read.": {counters},
		"the Kubernetes API and flows could be seen. Node counters were not read.":      {flows},
		"the Kubernetes API, the nodes' kernels and flows could be seen.":               {counters, flows},
	} {
		if got := (&Report{Evidence: read}).seen(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
