package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// PortRanges finds rules for ranges of ports that an old Cilium does not know.
var PortRanges = &checks.Check{
	ID:     "cilium.port-ranges",
	Asks:   "Does Cilium know the ranges of ports in the namespace's policies?",
	Why:    "Before 1.17 Cilium on AKS does not support endPort: of a range it takes the first port, and the others stay denied.",
	Limits: "The version is told by the tag of the agents' image.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/migrate-from-npm-to-cilium-network-policy", "https://docs.cilium.io/en/v1.15/network/kubernetes/policy/"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   []checks.Symptom{checks.EgressBlocked, checks.IngressUnreachable, checks.ConnectionTimeout, checks.HealthReview},
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Needs:  []evidence.Need{evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.NetworkPolicies)},
	Remedy: checks.Remedy{
		Says:   "List the ports one by one, or upgrade the cluster.",
		Verify: []string{"kubectl -n {{.name}} get networkpolicy {{.policy}} -o yaml", seeAll},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		for _, p := range evidence.NetworkPolicies.Of(c) {
			ranged := false
			walk(tree(p.Spec), func(field string, _ any) { ranged = ranged || field == "endPort" })
			if !ranged {
				continue
			}
			switch minor, known := kube.CiliumMinor(agentImage(c)); {
			case !known:
				c.Unknown("NetworkPolicy %s has a range of ports, and the agents' image does not tell its version", p.Name)
			case minor >= 17:
				c.Pass("NetworkPolicy %s has a range of ports, which Cilium 1.%d knows", p.Name, minor)
			case minor == 16:
				c.Unknown("NetworkPolicy %s has a range of ports, which some builds of Cilium 1.16 know", p.Name)
			default:
				c.Blame("NetworkPolicy", p.Namespace, p.Name)
				c.Set("policy", p.Name)
				c.Relate(c.Subject())
				c.Fail("NetworkPolicy %s has a range of ports, which Cilium 1.%d does not know", p.Name, minor)
			}
		}
		c.Pass("no NetworkPolicy of the namespace has a range of ports that Cilium does not know")
	},
}
