package nic

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// VFIdle finds a VF that is there and carries nothing.
var VFIdle = &checks.Check{
	ID:     "nic.vf-idle",
	Asks:   "Does the node's VF carry the node's packets?",
	Why:    "With an idle VF every packet goes by way of the host's software switch: more latency and jitter, less bandwidth.",
	Limits: "While Azure services the host this is normal for seconds; so the VF must have carried nothing during the whole window.",
	Refs: []string{
		"https://learn.microsoft.com/azure/virtual-network/accelerated-networking-how-it-works",
		"drivers/net/hyperv/netvsc_drv.c netvsc_vf_changed, v6.12",
	},
	Also:   []checks.Symptom{checks.PacketLoss, checks.Latency, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:    "Restart the machine, or have the node made anew if the VF stays idle; look whether something on the node sets the VF down or renames it.",
		Changes: "The first command only keeps new pods off the node, until kubectl uncordon; the restart ends all pods on the node.",
		Fix:     []string{netns.Cordon},
		AKS:     []string{"az vmss restart --subscription {{.subscription}} -g {{.group}} -n {{.scaleSet}} --instance-ids {{.instance}}"},
		Verify:  []string{seeLinks},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("the node has no VF")
		for _, s := range n.Rows(c, "device") {
			if vf := s.Facts["vf"]; vf != "" {
				idle(c, device{s, n.Window}, device{n.Window.Scope("device", vf), n.Window})
			}
		}
	},
}

// idle judges a synthetic device, whose packets contain those of its VF.
func idle(c *checks.Context, synthetic, vf device) {
	switch {
	case synthetic.Facts["path"] == "accelerated":
		c.Pass("the packets of %s go by way of the VF %s", synthetic.Name, synthetic.Facts["vf"])
	case vf.Scope == nil || !vf.told() || !synthetic.told():
		c.Unknown("the VF %s rests now; since when is not known", synthetic.Facts["vf"])
	case vf.packets() > 0 || vf.moved("carrier_changes") > 0:
		c.Unknown("the VF %s rests now, but carried %d packets during the last %s: Azure may be servicing the host",
			vf.Name, vf.packets(), netns.Lasted(vf.Scope))
	case synthetic.packets() < 1000:
		c.Unknown("the VF %s rests, and there is little that it could have carried: %d packets in %s", vf.Name, synthetic.packets(), netns.Lasted(vf.Scope))
	default:
		c.Fail("the VF %s is idle: %s carried %d packets in %s, and none of them went by way of the VF",
			vf.Name, synthetic.Name, synthetic.packets(), netns.Lasted(vf.Scope))
	}
}
