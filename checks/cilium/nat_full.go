package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// NATFull finds a node on which Cilium cannot translate more addresses.
var NATFull = &checks.Check{
	ID:     "cilium.nat-full",
	Asks:   "Can Cilium on the node translate the addresses of new connections?",
	Why:    "Where Cilium lends pods the node's address, each connection to one destination takes a port. Without a free port or entry its first packet is dropped.",
	Limits: "Where iptables or Azure translate, Cilium's table is not used.",
	Refs:   []string{"https://docs.cilium.io/en/stable/network/concepts/masquerading/", "cilium v1.20.2 pkg/monitor/api/drop.go; pkg/maps/nat"},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Needs:  metered(),
	Remedy: checks.Remedy{
		Says:    "Spread pods that call the same destination over more nodes, and let them keep connections open.",
		Changes: "The command only keeps new pods off the node, until kubectl uncordon.",
		Fix:     []string{"kubectl cordon {{.name}}"},
		Verify:  []string{"kubectl get pods -A -o wide --field-selector spec.nodeName={{.name}}", seeAgent},
	},
	Eval: func(c *checks.Context) {
		if m := counted(c, forwardsFamily); m != nil {
			full := tables(m, "snat_")
			dropped(m, []string{"No mapping for NAT masquerade", "No nat map found"}).judge(c, "no address could be translated; tables: "+told(full))
		}
	},
}
