package source

import (
	"slices"
	"testing"

	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
)

// TestEveryKindCanBeRead holds the kinds of the catalogue against what the
// Kubernetes source declares, so that no check waits for what is never read.
func TestEveryKindCanBeRead(t *testing.T) {
	access := kube.Access()
	for name, kind := range catalog.Kinds() {
		q := kind.Query
		if arguments(q, kind.Budget) == nil {
			t.Errorf("kind %s has no arguments for tool %q", name, q.Tool)
		}
		if slices.Contains([]string{evidence.ToolDNS, evidence.ToolNode, evidence.ToolHubble, evidence.ToolCilium}, q.Tool) {
			continue // these read no object of the API server
		}
		if !slices.ContainsFunc(access, func(a tool.Access) bool { return a.Verb == "list" && a.Group == q.Group && a.Resource == q.Resource }) {
			t.Errorf("kind %s reads %s of group %q, which the source does not declare", name, q.Resource, q.Group)
		}
	}
}
