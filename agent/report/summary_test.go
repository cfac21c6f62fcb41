package report

import (
	"strings"
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

func TestHealthOfNodesIsNotThatOfApplications(t *testing.T) {
	node, web := evidence.Of(evidence.Node, "", "node-a"), evidence.Of(evidence.Service, "shop", "web")
	const says = "Services and workloads were not"
	for name, c := range map[string]struct {
		report Report
		want   bool
	}{
		"the cluster and its nodes": {Report{Status: Healthy, Examined: []evidence.Subject{evidence.TheCluster, node}}, true},
		"a Service too":             {Report{Status: Healthy, Examined: []evidence.Subject{evidence.TheCluster, web}}, false},
		"a fault":                   {Report{Status: Faulty, Examined: []evidence.Subject{evidence.TheCluster}}, false},
	} {
		if got := strings.Contains(c.report.summary(), says); got != c.want {
			t.Errorf("%s: the summary is %q", name, c.report.summary())
		}
	}
}
