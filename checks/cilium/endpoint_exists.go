package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// EndpointExists finds pods that Cilium does not know.
var EndpointExists = &checks.Check{
	ID:     "cilium.endpoint-exists",
	Asks:   "Does Cilium know each pod of the workload?",
	Why:    "A pod that was there before Cilium, or whose endpoint was lost, is nobody to the agents of other nodes: policies that allow its labels do not let it in, and policies that select it do not protect it.",
	Limits: "Where no policy concerns the pod nothing fails. Clusters may be told to keep no CiliumEndpoints.",
	Refs:   []string{"https://docs.cilium.io/en/stable/network/kubernetes/troubleshooting/#ensure-managed-pod", "https://docs.cilium.io/en/stable/operations/performance/scalability/report/"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  configured(evidence.Require(evidence.Pods), evidence.RequireIfInstalled(evidence.CiliumEndpoints)),
	Remedy: checks.Remedy{
		Says:    "Have the pod made anew, so that Cilium sets up its network.",
		Changes: "Ends the pod, which its controller replaces; a pod without a controller is gone.",
		Fix:     []string{"kubectl -n {{.namespace}} delete pod {{.pod}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get ciliumendpoints"},
	},
	Eval: func(c *checks.Context) {
		switch {
		case !installed(c):
			return
		case !sure(c, "disable-endpoint-crd"):
			return
		case on(c, "disable-endpoint-crd", false):
			c.Skip("Cilium is told to keep no CiliumEndpoints (disable-endpoint-crd)")
			return
		}
		pods := managed(c)
		switch {
		case len(pods) == 0:
			c.Skip("the workload has no running pod with a network of its own")
			return
		case len(evidence.CiliumEndpoints.Of(c)) == 0:
			c.Unknown("the namespace has no CiliumEndpoint at all: whether Cilium keeps any is not known")
			return
		}
		for _, p := range pods {
			switch {
			case endpointOf(c, &p) != nil:
			case !old(c, &p):
				c.Unknown("pod %s has no CiliumEndpoint yet, and has just started", p.Name)
			default:
				c.Set("pod", p.Name)
				c.Relate(evidence.Of(evidence.Node, "", p.Spec.NodeName))
				c.Fail("pod %s has no CiliumEndpoint, while others of the namespace do", p.Name)
			}
		}
		c.Pass("Cilium knows %s", checks.Count(len(pods), "pod"))
	},
}
