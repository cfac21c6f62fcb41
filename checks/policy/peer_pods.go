package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// PeerPods finds rules for pods of the own namespace that are not there.
var PeerPods = &checks.Check{
	ID:   "policy.peer-pods",
	Asks: "Does every podSelector of the namespace's rules match pods?",
	Why: "A podSelector without namespaceSelector means pods of the policy's own namespace. Mistyped, or written as a list item of its own beside a " +
		"namespaceSelector, it allows nobody, and the item beside it allows more than was meant.",
	Limits: "Pods of other namespaces are not read, so that a podSelector beside a namespaceSelector in one item is not judged.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors"},
	For:    []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{
		evidence.Require(evidence.NetworkPolicies), evidence.Require(evidence.Pods),
		evidence.Require(evidence.Deployments), evidence.Require(evidence.StatefulSets), evidence.Require(evidence.DaemonSets),
	},
	Remedy: checks.Remedy{
		Says:   "Correct the label; or, for pods of another namespace, write podSelector and namespaceSelector in one list item, without a dash between them.",
		Verify: []string{"kubectl -n {{.name}} get pods --show-labels", seePolicy},
	},
	Eval: func(c *checks.Context) {
		sets := labelled(c)
		reviewRules(c, "every podSelector of the own namespace matches pods", func(p *networkingv1.NetworkPolicy, r rule) {
			for i, peer := range r.peers {
				if peer.PodSelector == nil || peer.NamespaceSelector != nil || fits(peer.PodSelector, sets) {
					continue
				}
				if key, meant := near(peer.PodSelector, sets); key != "" {
					blame(c, p)
					c.Fail("%s selects pods with %s=%s, which none of the namespace has; there are pods with %s=%s", r.peer(i), key, peer.PodSelector.MatchLabels[key], key, meant)
					continue
				}
				if k := besideNamespace(r.peers, i); k >= 0 {
					blame(c, p)
					c.Fail("%s selects pods of the own namespace, which has none such, and %s beside it admits every pod of the namespaces it selects: "+
						"two items are an or, one item with both selectors is an and", r.peer(i), r.peer(k))
					continue
				}
				c.Unknown("%s matches no pod of the namespace now; whether it is meant for pods to come is not known", r.peer(i))
			}
		})
	},
}

// besideNamespace is the next peer to one that selects whole namespaces.
func besideNamespace(peers []networkingv1.NetworkPolicyPeer, i int) int {
	for _, k := range []int{i - 1, i + 1} {
		if k >= 0 && k < len(peers) && peers[k].NamespaceSelector != nil && peers[k].PodSelector == nil {
			return k
		}
	}
	return -1
}
