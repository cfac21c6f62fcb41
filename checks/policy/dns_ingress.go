package policy

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
)

// DNSIngress finds policies of kube-system that keep pods from the cluster's
// DNS, whatever their own policies let out.
var DNSIngress = &checks.Check{
	ID:   "policy.dns-ingress",
	Asks: "Do the policies that select the DNS pods let the pods ask them?",
	Why: "A policy in kube-system that selects the CoreDNS pods, such as a default deny or one for another add-on, decides who may look names up: " +
		"for everybody that it leaves out every name fails, though nothing in their namespace says so.",
	Limits: "Judged for pods that ask CoreDNS itself, and not a cache on their node.",
	Refs:   pathRefs,
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.PolicyReview),
	Scope:  evidence.Workload, Side: checks.Caller,
	Needs: ruleset.Enforced(evidence.Require(evidence.Pods), evidence.Require(evidence.KubeDNSService), evidence.Require(evidence.CoreDNSPods),
		evidence.Require(evidence.NodeLocalDNS), evidence.Require(evidence.LocalDNSNodes), evidence.Require(evidence.SystemPolicies),
		evidence.RequireIfInstalled(evidence.SystemCiliumPolicies), evidence.RequireIfInstalled(evidence.SystemCalicoPolicies)),
	Remedy: checks.Remedy{
		Says:    "Let every pod of the cluster call the DNS pods on their port for DNS, over UDP and TCP, in the policy that selects them.",
		Changes: "Adds a rule to the policy for the pods that were asked about; others may need one as well.",
		Fix:     openPath.Fix,
		Verify:  openPath.Verify,
	},
	Eval: func(c *checks.Context) {
		pods := kube.Live(kube.PodsOf(c.Subject(), evidence.Pods.Of(c)))
		set, err := ruleset.By(c, c, ruleset.Space{Standard: evidence.SystemPolicies, Cilium: evidence.SystemCiliumPolicies, Calico: evidence.SystemCalicoPolicies}, nil)
		switch {
		case err != nil:
			c.Unknown("the policies cannot be judged: %v", err)
			return
		case len(pods) == 0:
			c.Skip("the workload has no living pod")
			return
		}
		l := &law{Set: set}
		for i := range pods {
			steps := l.resolving(c, &pods[i])
			if len(steps) == 0 || asksNode(c, &pods[i]) {
				c.Skip("the pods are not known to ask CoreDNS itself")
				continue
			}
			for k := range steps {
				s := &steps[k]
				s.side = l.Side(reach.PodEnd(s.from), reach.PodEnd(s.to), s.port, s.to, true)
			}
			slices.SortStableFunc(steps, func(a, b step) int { return dnsRank[a.side.Verdict] - dnsRank[b.side.Verdict] })
			switch worst := steps[0]; worst.side.Verdict {
			case reach.Denied:
				l.deny(c, []step{worst}, true)
			case reach.Unknown:
				c.Unknown("whether the pods may ask the cluster's DNS is not known: %s", worst.side.Why)
			default:
				c.Pass("%s", allowance(worst.side))
			}
		}
	},
}
