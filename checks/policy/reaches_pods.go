package policy

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// ReachesPods finds policies for pods that no policy reaches.
var ReachesPods = &checks.Check{
	ID:     "policy.reaches-pods",
	Asks:   "Can every NetworkPolicy of the namespace govern the pods that it selects?",
	Why:    "Pods with hostNetwork use the node's address: no NetworkPolicy governs them, and what a policy for them should deny is open.",
	Limits: "A policy that selects other pods as well is taken to be meant for those.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods"},
	For:    []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{evidence.Require(evidence.NetworkPolicies), evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says:   "Take the pods off the host's network, or restrict the node itself: by a network security group or, with Cilium's host firewall, a policy with a nodeSelector.",
		Verify: []string{"kubectl -n {{.name}} get pods -o custom-columns=POD:.metadata.name,HOST:.spec.hostNetwork", seePolicy},
	},
	Eval: func(c *checks.Context) {
		policies := evidence.NetworkPolicies.Of(c)
		if len(policies) == 0 {
			c.Skip("the namespace has no NetworkPolicy")
			return
		}
		for i := range policies {
			pods := selected(c, &policies[i])
			if len(pods) > 0 && !slices.ContainsFunc(pods, func(p corev1.Pod) bool { return !p.Spec.HostNetwork }) {
				blame(c, &policies[i])
				c.Fail("NetworkPolicy %s selects %s only (such as %s), all of them on the host's network, where it has no effect", policies[i].Name, checks.Count(len(pods), "pod"), pods[0].Name)
			}
		}
		c.Pass("none of %s selects pods of the host's network alone", checks.Names(named(policies)))
	},
}
