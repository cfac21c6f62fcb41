package flow

import (
	"slices"
	"time"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// CallUnanswered finds connections that come to a pod, which does not answer.
var CallUnanswered = &checks.Check{
	ID:     "flow.call-unanswered",
	Asks:   "Do the Service's pods answer the connections that come to them?",
	Why:    "A packet that opens a connection and is delivered to the pod, again and again, without any answer: the program's queue is full, or the pod's own firewall drops it.",
	Limits: "Is judged only where every node's flows were seen, and none was lost.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#traceobservationpoint", "net/ipv4/tcp_input.c (tcp_conn_request), v6.12"},
	Also:   append(checks.Losses(), checks.IngressUnreachable),
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Needs:  callNeeds(),
	Remedy: checks.Remedy{
		Says: "See whether the program still accepts connections, and whether the pod has a firewall of its own.",
		Verify: []string{
			"kubectl -n {{.there}} get pod {{.server}} -o wide",
			"kubectl -n {{.there}} logs {{.server}} --all-containers --tail=50",
		},
	},
	Eval: func(c *checks.Context) {
		all := call(c).keep(func(f *hubble.Flow) bool { return f.Protocol == "TCP" })
		if blind(c, all) {
			return
		}
		delivered := all.keep(func(f *hubble.Flow) bool {
			return f.Opens() && f.Verdict == hubble.Forwarded && f.Point == "to-endpoint"
		})
		silent(c, all, delivered, "were delivered, and nothing answers", func(f *hubble.Flow) {
			server := ownerOf(f.Server)
			c.Blame(server.Kind, server.Namespace, server.Name)
			c.Set("there", f.Server.Namespace)
			c.Set("server", f.Server.Pod)
			relate(c, server, ownerOf(f.Client), node(f), c.Subject().Callee())
		})
	},
}

// soon is how long an answer takes at most, or before which try it may have been
// given: a connection that is not answered is tried again after a second.
const soon = 3 * time.Second

// twice is how often a connection must be tried: who is answered does not try again.
const twice = 2

// silent says that nothing answers what was tried, unless an answer was seen, or
// may have been missed.
func silent(c *checks.Context, all, tried seen, what string, fault func(*hubble.Flow)) {
	if len(tried.rows) == 0 {
		c.NoSign("no new connection of the call was seen to get that far")
		return
	}
	why := all.view.Blind()
	for _, alike := range tried.apart(pair) {
		f := alike.rows[0]
		answered := slices.ContainsFunc(all.rows, func(o *hubble.Flow) bool {
			return replies(o, f) && o.Last.After(alike.last().Add(-soon))
		})
		said := alike.sentence(what)
		switch stale := alike.stale(twice); {
		case answered:
			c.Pass("connections from %s to %s port %d are answered", f.Client, f.Server, f.Port)
		case why != "":
			c.Unknown("%s, as far as is seen: %s", said, why)
		case stale != "":
			c.Unknown("%s, %s", said, stale)
		default:
			fault(f)
			c.Fail("%s", said)
		}
	}
}
