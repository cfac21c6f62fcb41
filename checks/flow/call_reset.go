package flow

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// CallReset finds connections that a pod accepts and then throws away.
var CallReset = &checks.Check{
	ID:   "flow.call-reset",
	Asks: "Do the Service's pods keep the connections that they accept?",
	Why: "A connection that is accepted and then reset was ended by the program, or by something within the pod: TLS that does not fit, " +
		"a limit, a crash.",
	Limits: "Some programs end every connection so, and lose nothing by it.",
	Refs:   []string{"RFC 9293 §3.10.7.4", "https://docs.cilium.io/en/v1.20/_api/v1/flow/README/"},
	Also:   append(checks.Unreachable(), checks.IngressUnreachable),
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Weight: checks.Risk,
	Needs:  callNeeds(),
	Remedy: checks.Remedy{
		Says:   "Read the log of the pods that answer; compare the protocol that the caller speaks, with TLS or without, with the one that the port expects.",
		Verify: []string{"kubectl -n {{.there}} logs {{.server}} --all-containers --tail=50"},
	},
	Eval: func(c *checks.Context) {
		all := call(c).keep(func(f *hubble.Flow) bool { return f.Protocol == "TCP" })
		if blind(c, all) {
			return
		}
		ended := all.keep(refusal).keep(func(reset *hubble.Flow) bool {
			return slices.ContainsFunc(all.rows, func(f *hubble.Flow) bool { return accepts(f) && pair(f) == pair(reset) && f.First.Before(reset.Last) })
		})
		if len(ended.rows) == 0 {
			nothing(c, all, "no connection of the call was reset after it was accepted")
			return
		}
		for _, alike := range ended.apart(pair) {
			f := alike.rows[0]
			said := alike.sentence("reset a connection that was accepted before")
			if why := alike.stale(least); why != "" {
				c.Unknown("%s, %s", said, why)
				continue
			}
			c.Set("there", f.Server.Namespace)
			c.Set("server", f.Server.Pod)
			relate(c, ownerOf(f.Server))
			c.Fail("%s", said)
		}
	},
}
