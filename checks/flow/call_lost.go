package flow

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// CallLost finds packets that leave one node and never come to the other.
var CallLost = &checks.Check{
	ID:     "flow.call-lost",
	Asks:   "Do the caller's packets that leave its node come to the node of the Service's pods?",
	Why:    "What is lost between two nodes is lost to a network security group, a route table, a firewall, or a packet size, and no pod is at fault.",
	Limits: "Is judged only where every node's flows were seen, and none was lost. Pods on the network of their node are not told apart from it.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#traceobservationpoint", "https://learn.microsoft.com/azure/aks/concepts-network"},
	Also:   checks.Losses(),
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Needs:  callNeeds(),
	Remedy: checks.Remedy{
		Says: "Look at what stands between the two nodes: network security groups, route tables, and with encapsulation or encryption its UDP port (VXLAN 8472, WireGuard 51871).",
		Verify: []string{
			"kubectl get nodes -o wide",
			"kubectl -n {{.there}} get pod {{.server}} -o wide",
		},
	},
	Eval: func(c *checks.Context) {
		all := call(c).keep(func(f *hubble.Flow) bool { return f.Protocol == "TCP" })
		if blind(c, all) {
			return
		}
		gone := all.keep(leaves).keep(func(left *hubble.Flow) bool {
			return !slices.ContainsFunc(all.rows, func(f *hubble.Flow) bool {
				return pair(f) == pair(left) && !f.Reply && (f.Node != left.Node || f.Point == "to-endpoint" || isDrop(f))
			})
		})
		if len(gone.rows) == 0 && len(all.keep(leaves).rows) > 0 {
			c.Pass("what left the caller's node for the Service's pods was seen on theirs, or dropped before")
			return
		}
		silent(c, all, gone, "left the node, and were seen on no other", func(f *hubble.Flow) {
			c.Blame(string(evidence.Node), "", f.Node)
			c.Set("there", f.Server.Namespace)
			c.Set("server", f.Server.Pod)
			relate(c, node(f), ownerOf(f.Client), ownerOf(f.Server), c.Subject().Callee())
		})
	},
}

// leaves reports whether a packet that opens a connection leaves its node for a
// pod of another.
func leaves(f *hubble.Flow) bool {
	away := strings.HasPrefix(f.Point, "to-network") || f.Point == "to-overlay" || f.Point == "to-stack" || f.Point == "to-crypto"
	return f.Opens() && f.Verdict == hubble.Forwarded && away && f.Server.Pod != "" && f.Server.Reserved == ""
}
