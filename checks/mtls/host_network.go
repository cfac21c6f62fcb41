package mtls

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// HostNetwork finds pods that cannot be enrolled.
var HostNetwork = &checks.Check{
	ID:     "mtls.host-network",
	Asks:   "Can the workload's pods be enrolled?",
	Why:    "A pod on its node's network has no network of its own to lead through ztunnel: it talks in clear text, while its namespace is taken for encrypted.",
	Limits: "Whether others expect it to encrypt is not known.",
	Refs:   []string{aksGuide},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   checks.Unreachable(),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  configured(evidence.Require(evidence.Namespaces), evidence.Require(evidence.Pods)),
	Remedy: checks.Remedy{Says: "Give the pods a network of their own, or move them out of the enrolled namespace.", Verify: []string{"kubectl -n {{.namespace}} get pods -o wide", seeNamespaces}},
	Eval: func(c *checks.Context) {
		if !concerned(c) {
			return
		}
		pods := podsOf(c)
		host := 0
		for _, p := range pods {
			if p.Spec.HostNetwork {
				host++
			}
		}
		switch {
		case len(pods) == 0:
			c.Skip("the workload has no running pod")
		case host > 0:
			c.Fail("%s on the nodes' network, in a namespace that is enrolled", checks.Count(host, "pod"))
		default:
			c.Pass("%s with a network of its own", checks.Count(len(pods), "pod"))
		}
	},
}
