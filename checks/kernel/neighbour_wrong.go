package kernel

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// NeighbourWrong finds an address for which somebody set the hardware address of
// the node itself.
var NeighbourWrong = &checks.Check{
	ID:   "kernel.neighbour-wrong",
	Asks: "Do the addresses that somebody set by hand in the node's neighbour table lead to others?",
	Why: "The node asks nobody for the hardware address of an entry that was set for ever. With its own address in it, " +
		"all that is for that peer leaves the node, comes to nobody, and no counter tells.",
	Limits: "That an address is wrong is proved only where it is the node's own; another's may be wrong, too.",
	Refs: []string{
		"net/core/neighbour.c NUD_PERMANENT, v6.12",
		"https://man7.org/linux/man-pages/man8/ip-neighbour.8.html",
	},
	For:   checks.Losses(),
	Also:  checks.Beyond(),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says:    "Delete the entry: the kernel then asks for the address itself. Find out who set it, or it will come back.",
		Changes: "The first command only keeps new pods off the node, until kubectl uncordon; the second deletes one entry of its neighbour table.",
		Fix:     []string{netns.Cordon},
		AKS:     []string{netns.OnNode + `'ip neigh del "$1" dev "$2"' --parameters {{.address}} {{.device}}`},
		Verify:  []string{seePods, netns.OnNode + "'ip neigh show nud permanent'"},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		own := addresses(c)
		list := unusual(c, n, "PERMANENT")
		for _, entry := range list {
			device := n.Window.Scope(sample.Device, entry.Device)
			switch {
			case entry.MAC == "" || entry.MAC == "00:00:00:00:00:00" || own[entry.Address]:
			case device == nil || device.Facts["mac"] == "":
				c.Unknown("the hardware address of device %s is not known, and neither whether that of its neighbour %s is wrong", entry.Device, entry.Address)
			case device.Facts["mac"] == entry.MAC && !evidence.NodeObject.Seen(c):
				c.Unknown("the neighbour table leads %s to %s itself, and whether that is an address of the node is not known", entry.Address, entry.Device)
			case device.Facts["mac"] == entry.MAC:
				c.Set("address", entry.Address)
				c.Set("device", entry.Device)
				c.Fail("the neighbour table leads %s, over device %s, to the hardware address %s for ever, which is that of %s itself", entry.Address, entry.Device, entry.MAC, entry.Device)
			}
		}
		c.Pass("none of %d neighbours that were set for ever leads to the node itself", len(list))
	},
}

// addresses are the node's own, as far as Kubernetes knows them.
func addresses(c *checks.Context) map[string]bool {
	own := map[string]bool{}
	for i := range evidence.NodeObject.Of(c) {
		for _, a := range evidence.NodeObject.Of(c)[i].Status.Addresses {
			own[a.Address] = true
		}
	}
	return own
}
