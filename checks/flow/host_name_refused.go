package flow

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// HostNameRefused finds names that a policy's DNS rules do not let a pod ask for.
var HostNameRefused = &checks.Check{
	ID:     "flow.host-name-refused",
	Asks:   "Do DNS rules of policies let the caller ask for the host's name?",
	Why:    "A policy with DNS rules sends queries through a proxy that refuses every name that no rule matches, before DNS ever sees it.",
	Limits: "Queries are seen only where a policy has DNS rules, or with Retina.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/security/policy/layer7/#dns-policy-and-ip-discovery"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.PolicyReview),
	Scope:  evidence.Call,
	Callee: evidence.Host,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.CallFlows)},
	Remedy: checks.Remedy{
		Says: "Add the name to the DNS rules of the caller's egress policy (matchName or matchPattern), beside toFQDNs.",
		Verify: []string{
			"kubectl -n {{.enforcer}} get ciliumnetworkpolicies -o yaml",
			"kubectl -n {{.namespace}} get pod {{.pod}} --show-labels",
		},
	},
	Eval: func(c *checks.Context) {
		all := asked(c)
		if blind(c, all) {
			return
		}
		refused := all.keep(func(f *hubble.Flow) bool { return f.Event == hubble.L7 && f.Verdict == hubble.Dropped })
		if len(refused.rows) == 0 {
			nothing(c, all, "no query for the name was refused by a policy")
			return
		}
		for _, alike := range refused.apart(func(f *hubble.Flow) string { return f.Client.Pod }) {
			f := alike.rows[0]
			said := fmt.Sprintf("a policy refused the query of %s for %s %s, the last %.0f s ago", f.Client, f.DNS.Query, times(alike.count()), alike.ago().Seconds())
			answered := slices.ContainsFunc(all.rows, func(o *hubble.Flow) bool {
				return o.Client.Pod == f.Client.Pod && o.DNS.Answer && o.Verdict != hubble.Dropped && o.DNS.Rcode == 0 && o.Last.After(alike.last())
			})
			switch why := alike.stale(1); {
			case answered:
				c.Pass("%s; it was answered since", said)
			case why != "":
				c.Unknown("%s, %s", said, why)
			default:
				blamePolicy(c, f)
				relate(c, ownerOf(f.Client))
				c.Set("pod", f.Client.Pod)
				c.Set("enforcer", f.Client.Namespace)
				c.Fail("%s", said)
			}
		}
	},
}
