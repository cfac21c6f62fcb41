package flow

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// HostUnanswered finds connections that leave the cluster and are not answered.
var HostUnanswered = &checks.Check{
	ID:     "flow.host-unanswered",
	Asks:   "Are the caller's connections to the host answered?",
	Why:    "What leaves the node and gets no answer is dropped outside the cluster: by a firewall, a network security group, a route table, or the host itself.",
	Limits: "Is judged only where every node's flows were seen, and none was lost. Who outside drops it cannot be seen.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/limit-egress-traffic", "https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#traceobservationpoint"},
	Also:   append(checks.Unreachable(), checks.EgressBlocked),
	Scope:  evidence.Call,
	Callee: evidence.Host,
	Needs:  hostNeeds(),
	Remedy: checks.Remedy{
		Says: "Look outside: the route table and network security group of the nodes' subnet, the firewall that it leads to, and whether the host admits the cluster's outbound address.",
		Verify: []string{
			"kubectl -n {{.namespace}} get pod {{.pod}} -o wide",
			"kubectl get node {{.node}} -o wide",
		},
	},
	Eval: func(c *checks.Context) {
		all := outside(c).keep(func(f *hubble.Flow) bool { return f.Protocol == "TCP" })
		if blind(c, all) {
			return
		}
		dropped := map[string]bool{}
		for _, f := range all.rows {
			dropped[pair(f)] = dropped[pair(f)] || isDrop(f)
		}
		left := all.keep(func(f *hubble.Flow) bool {
			out := f.Point == "to-stack" || f.Point == "to-network" || f.Point == "to-overlay"
			return f.Opens() && f.Verdict == hubble.Forwarded && out && !dropped[pair(f)]
		})
		silent(c, all, left, "left the node, and nothing answers", func(f *hubble.Flow) {
			c.Set("pod", f.Client.Pod)
			c.Set("node", f.Node)
			relate(c, ownerOf(f.Client), node(f))
		})
	},
}
