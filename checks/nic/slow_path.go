package nic

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// SlowPath finds a node without accelerated networking, whatever the portal says.
var SlowPath = &checks.Check{
	ID:     "nic.slow-path",
	Asks:   "Does the node have accelerated networking?",
	Why:    "Without a VF every packet goes by way of the host's software switch: more latency and jitter, less bandwidth, more work for the processors.",
	Limits: "Some sizes of machine have no accelerated networking; for these it is as it should be.",
	Refs: []string{
		"https://learn.microsoft.com/azure/virtual-network/accelerated-networking-how-it-works",
		"drivers/net/hyperv/netvsc_drv.c netvsc_vf_join, v6.12",
	},
	Also:   []checks.Symptom{checks.PacketLoss, checks.Latency, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says: "If the size of the machine supports accelerated networking, have the node made anew on another host: " +
			"drain it and delete its machine. Otherwise use a size that supports it.",
		Changes: "The first command only keeps new pods off the node, until kubectl uncordon.",
		Fix:     []string{netns.Cordon},
		Verify: []string{
			"az vm list-skus --size {{.size}} --query '[0].capabilities[?name==`AcceleratedNetworkingEnabled`].value' -o tsv",
			netns.OnNode + "'ip -d link show'",
		},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("the node has no device of Hyper-V")
		for _, s := range n.Rows(c, "device") {
			if s.Facts["driver"] != "hv_netvsc" {
				continue
			}
			switch s.Facts["path"] {
			case "slow":
				c.Fail("device %s has no VF: its packets go by way of the host's software switch", s.Name)
			case "accelerated", "vf-idle":
				c.Pass("device %s has the VF %s", s.Name, s.Facts["vf"])
			default:
				c.Unknown("whether device %s has a VF is not told", s.Name)
			}
		}
	},
}
