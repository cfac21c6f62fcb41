package kernel

import (
	"slices"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
)

// Of the pods of many nodes only the network's agents are read.
func TestPolicyEnginesAreReadOfManyNodes(t *testing.T) {
	for _, app := range policyEngines {
		if !slices.Contains(evidence.NetworkAgents, app) {
			t.Errorf("%s is not among %q", app, evidence.NetworkAgents)
		}
	}
}
