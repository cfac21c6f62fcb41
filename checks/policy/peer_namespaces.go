package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// PeerNamespaces finds rules for namespaces that do not exist.
var PeerNamespaces = &checks.Check{
	ID:     "policy.peer-namespaces",
	Asks:   "Does every namespaceSelector of the namespace's policies match a namespace?",
	Why:    "A namespaceSelector matches labels of the Namespace object, not its name: where the label is missing or mistyped, the rule allows nobody.",
	Limits: "A rule may be meant for a namespace to come; it fails only where a label looks like a slip, or where a namespace has the name that a label asks for.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-namespace-by-its-name"},
	For:    []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{evidence.Require(evidence.NetworkPolicies), evidence.Require(evidence.Namespaces)},
	Remedy: checks.Remedy{
		Says:   "Select the namespace by kubernetes.io/metadata.name, which every namespace has, or give the namespace the label.",
		Verify: []string{"kubectl get namespaces --show-labels", seePolicy},
	},
	Eval: func(c *checks.Context) {
		var sets []labels.Set
		names := map[string]bool{}
		for _, n := range evidence.Namespaces.Of(c) {
			sets = append(sets, n.Labels)
			names[n.Name] = true
		}
		reviewRules(c, "every namespaceSelector matches a namespace", func(p *networkingv1.NetworkPolicy, r rule) {
			for i, peer := range r.peers {
				if peer.NamespaceSelector == nil || fits(peer.NamespaceSelector, sets) {
					continue
				}
				if key, meant := near(peer.NamespaceSelector, sets); key != "" {
					blame(c, p)
					c.Fail("%s selects namespaces with %s=%s, which none has; there is one with %s=%s", r.peer(i), key, peer.NamespaceSelector.MatchLabels[key], key, meant)
					continue
				}
				if key, name := namesakes(peer.NamespaceSelector.MatchLabels, names); key != "" {
					blame(c, p)
					c.Fail("%s selects namespaces with the label %s=%s; there is a namespace %s, and it does not have that label", r.peer(i), key, name, name)
					continue
				}
				c.Unknown("%s matches no namespace now; whether it is meant for one to come is not known", r.peer(i))
			}
		})
	},
}

// namesakes is a label whose value is the name of a namespace.
func namesakes(selector map[string]string, names map[string]bool) (key, name string) {
	for k, v := range selector {
		if names[v] && (key == "" || k < key) {
			key, name = k, v
		}
	}
	return key, name
}
