package policy

import (
	"maps"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// CiliumPeers finds Cilium rules for pods of the own namespace that are not there.
var CiliumPeers = &checks.Check{
	ID:     "policy.cilium-peers",
	Asks:   "Does every selector of pods in the namespace's Cilium policies match pods?",
	Why:    "In a CiliumNetworkPolicy, fromEndpoints and toEndpoints without a label of the namespace mean pods of the policy's own: mistyped, the rule allows nobody.",
	Limits: "Selectors that name a namespace, or labels that Cilium adds, are not judged.",
	Refs:   []string{"https://docs.cilium.io/en/stable/security/policy/language/#endpoints-based"},
	For:    []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{
		evidence.RequireIfInstalled(evidence.CiliumNetworkPolicies), evidence.Require(evidence.Pods),
		evidence.Require(evidence.Deployments), evidence.Require(evidence.StatefulSets), evidence.Require(evidence.DaemonSets),
	},
	Remedy: checks.Remedy{
		Says:   "Correct the label; for pods of another namespace add the label k8s:io.kubernetes.pod.namespace to the selector.",
		Verify: []string{"kubectl -n {{.name}} get pods --show-labels", seeCilium},
	},
	Eval: func(c *checks.Context) {
		sets := labelled(c)
		reviewCilium(c, "every selector of pods matches some, as far as it can be judged,", func(p *evidence.CiliumPolicy, r *evidence.CiliumRule) {
			for _, section := range slices.Sorted(maps.Keys(sections(r))) {
				peers := ciliumPeers(section, sections(r)[section])
				for _, where := range slices.Sorted(maps.Keys(peers)) {
					judgePeer(c, p, where, peers[where], sets)
				}
			}
		})
	},
}

// judgePeer holds one selector of a Cilium rule against the pods that are there.
func judgePeer(c *checks.Context, p *evidence.CiliumPolicy, where string, selector metav1.LabelSelector, sets []labels.Set) {
	plain := metav1.LabelSelector{MatchLabels: map[string]string{}}
	for key, value := range selector.MatchLabels {
		name, own := plainKey(key)
		if !own || name == namespaceKey {
			return
		}
		plain.MatchLabels[name] = value
	}
	if len(selector.MatchExpressions) > 0 || fits(&plain, sets) {
		return
	}
	if key, meant := near(&plain, sets); key != "" {
		c.Fail("%s, %s, selects pods with %s=%s, which none of the namespace has; there are pods with %s=%s", blameCilium(c, p), where, key, plain.MatchLabels[key], key, meant)
		return
	}
	c.Unknown("CiliumNetworkPolicy %s, %s, matches no pod of the namespace now; whether it is meant for pods to come is not known", p.Name, where)
}
