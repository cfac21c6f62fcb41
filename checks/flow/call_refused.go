package flow

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// CallRefused finds connections that are answered by a reset: nobody listens.
var CallRefused = &checks.Check{
	ID:     "flow.call-refused",
	Asks:   "Does somebody accept the connections that the caller opens to the Service?",
	Why:    "A packet that opens a connection to a port on which nothing listens is answered by a reset: connection refused.",
	Limits: "A reset that follows an answer is another matter. A firewall in the pod may reset, too.",
	Refs:   []string{"RFC 9293 §3.10.7.1", "https://docs.cilium.io/en/v1.20/_api/v1/flow/README/"},
	Also:   append(checks.Unreachable(), checks.IngressUnreachable),
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Needs:  callNeeds(),
	Remedy: checks.Remedy{
		Says: "Compare the port on which the program listens, and on which address, with the Service's target port.",
		Verify: []string{
			"kubectl -n {{.there}} get service {{.service}} -o jsonpath='{.spec.ports}'",
			"kubectl -n {{.there}} get endpointslices -l kubernetes.io/service-name={{.service}}",
		},
	},
	Eval: func(c *checks.Context) {
		all := call(c).keep(func(f *hubble.Flow) bool { return f.Protocol == "TCP" })
		if blind(c, all) {
			return
		}
		resets := all.keep(refusal).keep(func(reset *hubble.Flow) bool {
			return all.opened(reset) && !slices.ContainsFunc(all.rows, func(f *hubble.Flow) bool { return accepts(f) && pair(f) == pair(reset) && f.Last.After(reset.Last) })
		})
		if len(resets.rows) == 0 {
			nothing(c, all, "no connection of the call was refused")
			return
		}
		callee := c.Subject().Callee()
		c.Set("there", callee.Namespace)
		c.Set("service", callee.Name)
		for _, alike := range resets.apart(pair) {
			f := alike.rows[0]
			said := alike.sentence("refused a connection")
			accepted := slices.ContainsFunc(all.rows, func(f *hubble.Flow) bool { return accepts(f) && pair(f) == pair(alike.rows[0]) })
			switch why := alike.stale(1); {
			case accepted:
				c.Unknown("%s, after others were accepted: it may have ended some of these", said)
			case why != "":
				c.Unknown("%s, %s", said, why)
			default:
				server := ownerOf(f.Server)
				c.Blame(server.Kind, server.Namespace, server.Name)
				relate(c, server, ownerOf(f.Client), callee)
				c.Fail("%s", said)
			}
		}
	},
}

// opened reports whether a connection was opened just before it was answered:
// one that is older is not refused but ended.
func (s seen) opened(answer *hubble.Flow) bool {
	return slices.ContainsFunc(s.rows, func(f *hubble.Flow) bool {
		age := answer.Last.Sub(f.Last)
		return f.Opens() && replies(answer, f) && age < soon && age > -soon
	})
}

// refusal reports whether a server resets what was opened to it.
func refusal(f *hubble.Flow) bool {
	return f.Reply && f.Verdict == hubble.Forwarded && strings.HasPrefix(f.Flags, "RST") && f.Event == hubble.Trace
}

// accepts reports whether a server takes a connection.
func accepts(f *hubble.Flow) bool {
	return f.Reply && f.Verdict == hubble.Forwarded && f.Flags == "SYN ACK"
}
