package node

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// EgressBlocked finds a node that told in an event that it does not reach what
// AKS needs it to reach.
var EgressBlocked = &checks.Check{
	ID:     "node.egress-blocked",
	Asks:   "Does the node reach the endpoints that AKS requires?",
	Why:    "A node that does not reach the registry, Entra ID or the resource manager pulls no images, and what blocks it mostly blocks pods as well.",
	Limits: "AKS's node problem detector tries every half hour; its events expire after an hour. Without one nothing is known.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/node-problem-detector#egressblocked", "https://learn.microsoft.com/azure/aks/outbound-rules-control-egress"},
	// Not for time-outs within the cluster, which need none of these endpoints.
	Also:  []checks.Symptom{checks.EgressBlocked, checks.DNSFails},
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: []evidence.Need{evidence.Require(evidence.NodeEvents)},
	Remedy: checks.Remedy{
		Says:   "Allow the endpoint in the firewall or network security group that stands in the way, or mend the route table or name resolution.",
		Verify: []string{"kubectl describe node {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		c.Relate(c.Subject())
		events := slices.DeleteFunc(slices.Clone(evidence.NodeEvents.Of(c)), func(e corev1.Event) bool { return e.Reason != "EgressBlocked" })
		for _, e := range events {
			c.Fail("the node reported EgressBlocked: %s", e.Message)
		}
		if len(events) == 0 {
			c.NoSign("no event of the node says that its way out is blocked")
		}
	},
}
