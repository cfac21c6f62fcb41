package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// HubbleOff finds a Cilium that keeps no flows.
var HubbleOff = &checks.Check{
	ID:     "cilium.hubble-off",
	Asks:   "Does Cilium keep flows?",
	Why:    "Without Hubble nobody can see which packets are dropped, for what, and whose they are.",
	Limits: "Counters of drops are there all the same.",
	Refs:   []string{"https://docs.cilium.io/en/stable/observability/hubble/setup/", "https://learn.microsoft.com/azure/aks/advanced-container-networking-services-overview"},
	For:    []checks.Symptom{checks.HealthReview},
	Also:   []checks.Symptom{checks.PolicyReview, checks.PacketLoss},
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  configured(),
	Remedy: checks.Remedy{
		Says:    "Switch Hubble on; on AKS it comes with Advanced Container Networking Services.",
		Changes: "Advanced Container Networking Services cost money, and the agents restart.",
		AKS:     []string{`az aks update -g "$AKS_RG" -n "$AKS_NAME" --enable-acns`},
		Verify:  []string{seeConfig},
	},
	Eval: func(c *checks.Context) {
		switch {
		case !installed(c), !sure(c, "enable-hubble"):
		case on(c, "enable-hubble", false):
			c.Pass("Hubble is on")
		default:
			c.Fail("Hubble is off (enable-hubble)")
		}
	},
}
