package policy

import (
	"net/netip"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
	corev1 "k8s.io/api/core/v1"
)

// localDNS is where AKS LocalDNS answers the pods of a node.
var localDNS = netip.MustParseAddr("169.254.10.11")

// LocalDNSEgress finds workloads whose policies know kube-dns only, on nodes
// where a cache of the node answers.
var LocalDNSEgress = &checks.Check{
	ID:     "policy.local-dns-egress",
	Asks:   "Do network policies let the pods ask AKS LocalDNS on their node?",
	Why:    "With LocalDNS the pods of a node ask 169.254.10.11 on the node itself: a rule for the pods of kube-dns does not cover that, and every name times out.",
	Limits: "Whether a policy engine takes the address for the node or for one outside differs: it fails where rules allow neither, and is unknown where they allow one.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/localdns-custom", "https://docs.cilium.io/en/stable/security/policy/language/#entities-based"},
	For:    []checks.Symptom{checks.DNSFails},
	Also:   DNSEgress.Also,
	Scope:  evidence.Workload, Side: checks.Caller,
	Needs: ruleset.Enforced(slices.Concat([]evidence.Need{evidence.Require(evidence.Pods), evidence.Prefer(evidence.LocalDNSNodes)}, ruleset.OfNamespace())...),
	Remedy: checks.Remedy{
		Says:   "Allow port 53 over UDP and TCP to 169.254.10.0/24 and, on Cilium, to the entity host; keep the rule for kube-dns for nodes without LocalDNS.",
		Verify: openPath.Verify,
	},
	Eval: func(c *checks.Context) {
		seen := evidence.LocalDNSNodes.Seen(c)
		pods := slices.DeleteFunc(slices.Clone(governed(c)), func(p corev1.Pod) bool { return seen && !asksNode(c, &p) })
		l, err := lawOf(c, c, nil)
		if err != nil {
			c.Unknown("the policies cannot be judged: %v", err)
			return
		}
		if len(pods) == 0 {
			c.Skip("the pods run on no node with AKS LocalDNS")
			return
		}
		for i := range pods {
			port := reach.Port{Protocol: corev1.ProtocolUDP, Number: 53}
			asNode := step{from: &pods[i], side: l.Side(reach.PodEnd(&pods[i]), reach.End{Sort: reach.Node, Name: pods[i].Spec.NodeName}, port, &pods[i], false)}
			asAddress := step{from: &pods[i], side: l.Side(reach.PodEnd(&pods[i]), reach.AddressEnd(localDNS), port, &pods[i], false)}
			switch a, b := asNode.side, asAddress.side; {
			case a.Verdict == reach.Allowed && b.Verdict == reach.Allowed:
				c.Pass("%s", allowance(b))
			case !seen:
				c.Unknown("the policies may keep the pods from 169.254.10.11, and which nodes run AKS LocalDNS could not be read")
			case a.Verdict == reach.Denied && b.Verdict == reach.Denied:
				p := l.culprit(&asAddress, false)
				accuse(c, p, &pods[i])
				name(c, p)
				c.Fail("no %s lets the pods ask 169.254.10.11, where LocalDNS answers on node %s; %s enforces it", ruleIn(b), pods[i].Spec.NodeName, l.Enforcer(c))
			case a.Why+b.Why != "":
				c.Unknown("whether the pods may ask 169.254.10.11 is not known: %s", max(a.Why, b.Why))
			default:
				c.Unknown("the policies allow 169.254.10.11 either as the node or as an address, not both; as which it counts is not known")
			}
		}
	},
}

// ruleIn is where the rule that is missing would stand, for a sentence.
func ruleIn(side reach.Side) string {
	if len(side.Selecting) == 0 {
		return "policy"
	}
	return "rule of " + checks.Names(ruleset.Names(side.Selecting))
}

// asksNode reports whether a pod's queries go to AKS LocalDNS on its node.
func asksNode(c *checks.Context, pod *corev1.Pod) bool {
	first := pod.Spec.DNSPolicy == "" || pod.Spec.DNSPolicy == corev1.DNSClusterFirst
	return first && slices.ContainsFunc(evidence.LocalDNSNodes.Of(c), func(n corev1.Node) bool { return n.Name == pod.Spec.NodeName })
}
