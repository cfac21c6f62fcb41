package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// WireGuardThroughput tells of what encryption costs.
var WireGuardThroughput = &checks.Check{
	ID:     "cilium.wireguard-throughput",
	Asks:   "Is traffic between nodes free of the cost of encryption?",
	Why:    "With WireGuard and packets of 1,500 bytes a connection between two nodes of AKS gets about 1.5 Gbit/s, whatever the machines could do.",
	Limits: "Whether anybody needs more is not known.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/container-network-security-wireguard-encryption-concepts"},
	Also:   []checks.Symptom{checks.Latency},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  configured(),
	Remedy: checks.Remedy{
		Says:   "Use machines whose network takes packets of 3,900 bytes, and an MTU to match, or spread what is moved over more nodes.",
		Verify: []string{seeConfig},
	},
	Eval: func(c *checks.Context) {
		switch {
		case !installed(c), !sure(c, "enable-wireguard"):
		case on(c, "enable-wireguard", false):
			c.Fail("traffic between nodes is encrypted with WireGuard")
		default:
			c.Pass("WireGuard is not used")
		}
	},
}
