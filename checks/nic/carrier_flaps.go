package nic

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// CarrierFlaps finds a link that goes down and comes up again.
var CarrierFlaps = &checks.Check{
	ID:     "nic.carrier-flaps",
	Asks:   "Do the node's links stay up?",
	Why:    "While a link is down all that the node sends and gets is lost; Kubernetes notices an outage of 40 seconds, connections one of a tenth of a second.",
	Limits: "One loss of the carrier and its return are no pattern: Azure does that when it services a host.",
	Refs: []string{
		"https://www.kernel.org/doc/Documentation/ABI/testing/sysfs-class-net (carrier_changes)",
		"https://learn.microsoft.com/azure/virtual-network/accelerated-networking-how-it-works",
	},
	For:   checks.Losses(),
	Also:  checks.Beyond(),
	Scope: evidence.Node,
	Side:  checks.Both,
	Needs: netns.Node(),
	Remedy: checks.Remedy{
		Says:    "Keep new pods off the node, look for what sets the link down, and have the machine made anew on another host if nothing on it does.",
		Changes: "The command only keeps new pods off the node, until kubectl uncordon.",
		Fix:     []string{netns.Cordon},
		Verify:  []string{"kubectl describe node {{.name}}", netns.OnNode + `'cat /sys/class/net/"$1"/carrier_changes' --parameters {{.device}}`},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		c.Skip("which devices lead out of the node is not known")
		quiet := each(c, n, uplink(n), func(d device) bool {
			changes, known := d.window.Delta(d.Scope, "carrier_changes")
			switch {
			case !known:
				c.Unknown("how often the carrier of %s changed is not known", d.Name)
			case changes >= 3:
				c.Set("device", d.Name)
				c.Fail("the carrier of %s came or went %s in %s (carrier_changes)", d.Name, checks.Count(int(changes), "time"), netns.Lasted(d.Scope))
			case changes > 0:
				c.Unknown("the carrier of %s came or went %s in %s: whether it will again is not known", d.Name, checks.Count(int(changes), "time"), netns.Lasted(d.Scope))
			}
			return known && changes == 0
		})
		if len(quiet) > 0 {
			c.Pass("the carrier of %s did not change", checks.Names(quiet))
		}
	},
}
