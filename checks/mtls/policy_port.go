package mtls

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// PolicyPort finds policies of an enrolled namespace that let in, or out, the
// ports of programs, and not the one that encrypted connections go to.
var PolicyPort = &checks.Check{
	ID:     "mtls.policy-port",
	Asks:   "Do the policies of the enrolled namespace let encrypted connections through?",
	Why:    "What enrolled pods send each other goes to TCP port 15008, whatever port the program dialled. A policy that allows the program's port only denies all of it.",
	Limits: "Rules for namespaces that are not enrolled do no harm. Rules of Cilium's own policies are not worked out.",
	Refs:   []string{guide, aksGuide, "cilium v1.20.2 pkg/ztunnel/iptables/inpod.go"},
	For:    []checks.Symptom{checks.ConnectionTimeout, checks.PolicyReview},
	Also:   []checks.Symptom{checks.ConnectionRefused, checks.Intermittent, checks.EgressBlocked, checks.IngressUnreachable, checks.HealthReview},
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Needs:  configured(evidence.Require(evidence.Namespaces), evidence.Require(evidence.NetworkPolicies)),
	Remedy: checks.Remedy{
		Says:   "Allow TCP port 15008 beside the programs' ports, or govern enrolled namespaces by who calls, without ports.",
		Verify: []string{"kubectl -n {{.name}} get networkpolicy {{.policy}} -o yaml", seeNamespaces},
	},
	Eval: func(c *checks.Context) {
		if !concerned(c) {
			return
		}
		policies := evidence.NetworkPolicies.Of(c)
		for _, way := range []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress} {
			var closed []networkingv1.NetworkPolicy
			open := false
			for _, p := range policies {
				passes, ported := lets(c, &p, way)
				open = open || passes
				if ported && !passes {
					closed = append(closed, p)
				}
			}
			for _, p := range closed {
				if open {
					c.Unknown("NetworkPolicy %s lets enrolled pods use other ports than %d for %s; another policy lets that through, for the same pods or others", p.Name, tunnel, way)
					continue
				}
				c.Blame("NetworkPolicy", p.Namespace, p.Name)
				c.Set("policy", p.Name)
				c.Relate(c.Subject())
				c.Fail("NetworkPolicy %s lets enrolled pods use ports of TCP for %s, and not %d, which their encrypted connections go to", p.Name, way, tunnel)
			}
		}
		c.Pass("none of %s gives enrolled pods ports that exclude %d", checks.Count(len(policies), "NetworkPolicy"), tunnel)
	},
}
