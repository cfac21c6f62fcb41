package flow

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// CallHTTPDenied finds requests that a policy's proxy answers itself, with 403.
var CallHTTPDenied = &checks.Check{
	ID:     "flow.call-http-denied",
	Asks:   "Do HTTP rules of policies let the caller's requests through to the Service?",
	Why:    "Where a policy has HTTP rules, connections open and requests that no rule matches are answered with 403 by a proxy on the node: it looks as if the server refused.",
	Limits: "Which path was asked for is not recorded.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/security/policy/layer7/"},
	Also:   append(checks.Unreachable(), checks.PolicyReview, checks.IngressUnreachable),
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Needs:  callNeeds(),
	Remedy: checks.Remedy{
		Says: "Add the method and path to the HTTP rules of the policy that the request is held against.",
		Verify: []string{
			"kubectl -n {{.enforcer}} get ciliumnetworkpolicies -o yaml",
			"kubectl -n {{.namespace}} get pod {{.pod}} --show-labels",
		},
	},
	Eval: func(c *checks.Context) {
		all := call(c)
		if blind(c, all) {
			return
		}
		requests := all.keep(func(f *hubble.Flow) bool { return f.Event == hubble.L7 && f.HTTP != nil })
		denied := requests.keep(func(f *hubble.Flow) bool { return f.Verdict == hubble.Dropped })
		if len(denied.rows) == 0 {
			nothing(c, requests, "no HTTP request of the call was refused by a policy")
			return
		}
		for _, alike := range denied.apart(func(f *hubble.Flow) string { return pair(f) + f.HTTP.Method }) {
			f := alike.rows[0]
			said := fmt.Sprintf("%s from %s to %s port %d refused by the proxy of the %s policies of %s, the last %.0f s ago",
				checks.Count(alike.count(), f.HTTP.Method+" request"), f.Client, f.Server, f.Port, f.Direction, f.Enforcer(), alike.ago().Seconds())
			if why := alike.stale(1); why != "" {
				c.Unknown("%s, %s", said, why)
				continue
			}
			blamePolicy(c, f)
			relate(c, ownerOf(f.Client), ownerOf(f.Server))
			c.Set("pod", f.Client.Pod)
			c.Fail("%s", said)
		}
	},
}
