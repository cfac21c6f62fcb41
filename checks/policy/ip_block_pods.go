package policy

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	networkingv1 "k8s.io/api/networking/v1"
)

// IPBlockPods finds blocks of addresses that are meant for pods, which Cilium
// never matches by address.
var IPBlockPods = &checks.Check{
	ID:   "policy.ip-block-pods",
	Asks: "Are the namespace's rules for pods written by labels, where Cilium enforces them?",
	Why:  "On Cilium an ipBlock means addresses outside the cluster only: pods and nodes inside the block stay denied, even with 0.0.0.0/0.",
	Limits: "The pods of other namespaces are not read: a block that contains theirs alone is not seen. " +
		"A block that contains pods may be meant for what else is in it; it fails only where no rule of the same direction selects pods or namespaces.",
	Refs:  []string{"https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium#frequently-asked-questions", "https://docs.cilium.io/en/stable/security/policy/language/#ip-cidr-based"},
	For:   []checks.Symptom{checks.PolicyReview},
	Scope: evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{
		evidence.Require(evidence.NetworkPolicies), evidence.Require(evidence.Pods), evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.CiliumConfig),
	},
	Remedy: checks.Remedy{
		Says:   "Add a peer with a namespaceSelector or podSelector for the pods, and on Cilium a CiliumNetworkPolicy with the entities host and remote-node for nodes.",
		Verify: []string{seePolicy},
	},
	Eval: func(c *checks.Context) {
		if len(evidence.CiliumDaemonSet.Of(c)) == 0 {
			c.Skip("the cluster has no DaemonSet kube-system/cilium; other engines match pods by address")
			return
		}
		for _, m := range evidence.CiliumConfig.Of(c) {
			if strings.Contains(m.Data["policy-cidr-match-mode"], "pods") {
				c.Skip("Cilium is set to match pods by address (policy-cidr-match-mode)")
				return
			}
		}
		reviewRules(c, "no ipBlock contains the namespace's pods", func(p *networkingv1.NetworkPolicy, r rule) {
			byLabels := slices.ContainsFunc(rules(p), func(o rule) bool {
				return o.way == r.way && (len(o.peers) == 0 || slices.ContainsFunc(o.peers, func(n networkingv1.NetworkPolicyPeer) bool { return n.IPBlock == nil }))
			})
			for i, peer := range r.peers {
				if peer.IPBlock == nil || byLabels {
					continue
				}
				block, err := netip.ParsePrefix(peer.IPBlock.CIDR)
				for _, pod := range kube.Live(evidence.Pods.Of(c)) {
					if err == nil && !pod.Spec.HostNetwork && block.Contains(address(pod.Status.PodIP)) {
						blame(c, p)
						c.Fail("%s allows %s, which contains %s of pod %s; Cilium matches no pod by its address, and no rule of the policy selects pods", r.peer(i), block, pod.Status.PodIP, pod.Name)
						break
					}
				}
			}
		})
	},
}
