package cilium

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// EndpointReady finds pods that Cilium could not finish to set up.
var EndpointReady = &checks.Check{
	ID:     "cilium.endpoint-ready",
	Asks:   "Has Cilium set up the network of the workload's pods?",
	Why:    "Until its endpoint is ready a pod has no identity that policies know, or runs with rules that are out of date: its packets are dropped, or judged as somebody else's.",
	Limits: "The agent writes the state down some ten seconds apart. An endpoint that is being renewed forwards by its old rules meanwhile, and is no fault. A pod that waits for its first identity has no endpoint yet, and does not run.",
	Refs: []string{
		"https://docs.cilium.io/en/stable/security/policy/lifecycle/",
		"cilium v1.20.2 pkg/endpoint/api.go getModelCurrentStateRLocked; pkg/endpointmanager/endpointsynchronizer.go; pkg/policy/repository.go computePolicyEnforcementAndRules",
	},
	For:   checks.Unreachable(),
	Also:  []checks.Symptom{checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview, checks.IPExhaustion},
	Scope: evidence.Workload,
	Side:  checks.Both,
	Needs: []evidence.Need{
		evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.Pods), evidence.RequireIfInstalled(evidence.CiliumEndpoints),
	},
	Leads: []checks.Lead{{Ask: "cilium.regeneration"}},
	Remedy: checks.Remedy{
		Says:    "See what the node's agent says of the endpoint; if other pods on the node are well, have the pod made anew.",
		Changes: "Ends the pod, which its controller replaces; a pod without a controller is gone.",
		Fix:     []string{"kubectl -n {{.namespace}} delete pod {{.pod}}"},
		Verify: []string{
			"kubectl -n {{.namespace}} get ciliumendpoints",
			"kubectl -n kube-system logs -l k8s-app=cilium -c cilium-agent --tail=200 --prefix",
		},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		known := 0
		for _, p := range managed(c) {
			e := endpointOf(c, &p)
			if e == nil {
				continue
			}
			known++
			why := broken(e)
			switch {
			case e.Status.State == "waiting-for-identity":
				c.Unknown("the endpoint of pod %s waits for another identity, as it does when labels change: whether it stays so is not known", p.Name)
			case why == "":
			case !old(c, &p):
				c.Unknown("the endpoint of pod %s %s, but the pod has just started", p.Name, why)
			default:
				c.Set("pod", p.Name)
				c.Relate(c.Subject(), evidence.Of(evidence.Node, "", p.Spec.NodeName))
				c.Fail("the endpoint of pod %s %s", p.Name, why)
			}
		}
		if known == 0 {
			c.Skip("Cilium keeps no endpoint of a running pod of the workload")
			return
		}
		c.Pass("%s set up", checks.Count(known, "endpoint"))
	},
}

// broken is why an endpoint does not do what it should, "" if nothing is known.
func broken(e *evidence.CiliumEndpoint) string {
	id := e.Status.Identity
	switch e.Status.State {
	case "invalid":
		return "is not valid (invalid)"
	case "not-ready":
		return "is not ready: its rules were not put into force (not-ready)"
	}
	if id != nil && id.ID == identityInit {
		return fmt.Sprintf("still has the identity init (%d): its labels are not known, and Cilium denies all that no policy allows to init", identityInit)
	}
	return ""
}

// identityInit stands for labels that are not known yet.
const identityInit = 5
