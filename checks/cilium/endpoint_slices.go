package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// EndpointSlices finds pods that are in no slice, so that other nodes do not
// know them.
var EndpointSlices = &checks.Check{
	ID:     "cilium.endpoint-slices",
	Asks:   "Do the agents of other nodes hear of the namespace's pods?",
	Why:    "With CiliumEndpointSlices agents learn of pods on other nodes from slices that the operator fills. To a node that does not know a pod, its packets come from the outside world, and policies deny them.",
	Limits: "A pod that is new takes a second or two to get into a slice.",
	Refs:   []string{"https://docs.cilium.io/en/stable/network/kubernetes/ciliumendpointslice/"},
	Also:   []checks.Symptom{checks.HealthReview, checks.PolicyReview},
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Needs:  configured(evidence.Require(evidence.Pods), evidence.RequireIfInstalled(evidence.CiliumEndpoints), ifServed(evidence.CiliumEndpointSlices)),
	Remedy: checks.Remedy{
		Says:    "Restart the operator, which fills the slices, and see in its log why it did not.",
		Changes: "The operator restarts; meanwhile new pods get into no slice.",
		Fix:     []string{"kubectl -n kube-system rollout restart deployment cilium-operator"},
		Verify:  []string{"kubectl get ciliumendpointslices", "kubectl -n kube-system logs deployment/cilium-operator --tail=100"},
	},
	Eval: func(c *checks.Context) {
		switch {
		case !installed(c), !sure(c, "enable-cilium-endpoint-slice"):
			return
		case !on(c, "enable-cilium-endpoint-slice", false):
			c.Skip("agents learn of pods from CiliumEndpoints themselves")
			return
		case !seen(c, evidence.CiliumEndpointSlices):
			return
		}
		in := map[string]bool{}
		for _, s := range evidence.CiliumEndpointSlices.Of(c) {
			for _, e := range s.Endpoints {
				in[s.Namespace+"/"+e.Name] = true
			}
		}
		known, missing := 0, []string{}
		for _, p := range kube.Live(evidence.Pods.Of(c)) {
			e := endpointOf(c, &p)
			switch {
			case !kube.Networked(&p) || e == nil || e.Status.Identity == nil || !old(c, &p):
			case in[p.Namespace+"/"+p.Name]:
				known++
			default:
				c.Relate(evidence.Of(evidence.Node, "", p.Spec.NodeName), kube.Owner(&p))
				missing = append(missing, p.Name)
			}
		}
		switch {
		case len(missing) > 0:
			c.Fail("in no CiliumEndpointSlice: %s", checks.Names(missing))
		case known == 0:
			c.Skip("the namespace has no running pod that Cilium knows")
		default:
			c.Pass("%s in slices", checks.Count(known, "pod"))
		}
	},
}
