package mtls

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Options finds settings that do not go together with ztunnel.
var Options = &checks.Check{
	ID:     "mtls.options",
	Asks:   "Is Cilium set up so that ztunnel works?",
	Why:    "ztunnel does not go together with WireGuard, IPsec or several connected clusters: what is encrypted twice, or comes from another cluster, does not arrive.",
	Limits: "Only the settings are looked at.",
	Refs:   []string{guide, aksGuide},
	For:    []checks.Symptom{checks.PolicyReview, checks.HealthReview},
	Also:   append(checks.Unreachable(), checks.PacketLoss),
	Scope:  evidence.Cluster,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  configured(),
	Remedy: checks.Remedy{
		Says:    "Choose one encryption for the cluster.",
		Changes: "The agents of all nodes restart, and traffic between nodes is no longer encrypted as before.",
		AKS:     []string{`az aks update -g "$AKS_RG" -n "$AKS_NAME" --acns-transit-encryption-type mTLS`},
		Verify:  []string{seeConfig},
	},
	Eval: func(c *checks.Context) {
		if !active(c) {
			return
		}
		var against []string
		for _, key := range []string{"enable-wireguard", "enable-ipsec"} {
			if on(c, key) {
				against = append(against, key)
			}
		}
		for _, m := range evidence.CiliumConfig.Of(c) {
			if id := m.Data["cluster-id"]; id != "" && id != "0" {
				against = append(against, "cluster-id "+id)
			}
		}
		if len(against) > 0 {
			c.Fail("beside enable-ztunnel there is %s", checks.Names(against))
			return
		}
		c.Pass("no setting stands against it")
	},
}
