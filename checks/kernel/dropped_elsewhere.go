package kernel

import (
	"cmp"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/netns"
)

// DroppedElsewhere finds a reason for which a node drops many packets, and that no
// other check asks for.
var DroppedElsewhere = &checks.Check{
	ID:     "kernel.dropped-elsewhere",
	Asks:   "Does the node drop few packets for reasons that no other check asks for?",
	Why:    "The kernel gives a reason for most packets that it drops: one that stands out is where to look on.",
	Limits: "Needs a probe that tells why packets are dropped (its option -drops). Many reasons are harmless; NOT_SPECIFIED is none.",
	Refs: []string{
		"include/net/dropreason-core.h, v6.12",
		"https://docs.kernel.org/networking/statistics.html",
	},
	Also:   append(checks.Losses(), checks.Beyond()...),
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  netns.Node(),
	Remedy: checks.Remedy{
		Says:   "Look the reason up in the kernel's own list, and what calls the function that drops; whether it is loss depends on both.",
		Verify: []string{seeCounters},
	},
	Eval: func(c *checks.Context) {
		n, looked := netns.Examined(c)
		if !looked {
			return
		}
		list, why := drops(n)
		if why != "" {
			c.Unknown("%s", why)
		}
		slices.SortStableFunc(list, func(a, b drop) int {
			return cmp.Or(-cmp.Compare(a.packets, b.packets), cmp.Compare(a.reason, b.reason))
		})
		all := passed(n)
		for _, d := range list {
			many := per(d.packets, d.Scope) > 10
			if d.reason != "NOT_SPECIFIED" {
				many = many || (netns.Limit{Percent: 1, Least: 10, Of: 100}).Weigh(d.packets, d.packets+all) == netns.Grave
			}
			if many && !judged[d.reason] {
				c.Fail("the node dropped %s for the reason %s%s", netns.Amount(d.packets, d.packets+all, d.Scope), d.reason, d.where())
			}
		}
		c.Pass("none stands out among %s for which packets were dropped", checks.Count(len(list), "reason"))
	},
}

// judged are reasons that other checks ask for, each by a counter of its own.
var judged = map[string]bool{
	"NETFILTER_DROP": true, "CPU_BACKLOG": true, "QDISC_DROP": true, "NEIGH_CREATEFAIL": true, "IP_RPFILTER": true,
	"IP_INADDRERRORS": true, "IP_INNOROUTES": true, "IP_OUTNOROUTES": true, "PKT_TOO_BIG": true,
	"SOCKET_RCVBUFF": true, "PROTO_MEM": true, "FRAG_REASM_TIMEOUT": true, "TCP_CSUM": true, "UDP_CSUM": true, "IP_CSUM": true,
	"TC_INGRESS": true, "TC_EGRESS": true, // the programs of Cilium, which tells by itself
}
