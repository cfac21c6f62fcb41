package flow

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// DNSRefused finds names that a policy's DNS rules, or a server, refuse to pods.
var DNSRefused = &checks.Check{
	ID:     "flow.dns-refused",
	Asks:   "May the workload's pods ask for all names that they ask for?",
	Why:    "A name that DNS rules of a policy do not list is refused: what the program needs it for does not work, if it needs it.",
	Limits: "Names that a search list makes of another are left out. Whether the program needs the name is not known.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/security/policy/layer7/#dns-policy-and-ip-discovery"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.PolicyReview),
	Scope:  evidence.Workload,
	Side:   checks.Caller,
	Weight: checks.Risk,
	Needs:  needs(),
	Remedy: checks.Remedy{
		Says:   "Add the name to the DNS rules of the egress policy, if the program needs it.",
		Verify: []string{"kubectl -n {{.namespace}} get ciliumnetworkpolicies -o yaml", "kubectl -n {{.namespace}} get pod {{.pod}} --show-labels"},
	},
	Eval: func(c *checks.Context) {
		all := queries(c).keep(func(f *hubble.Flow) bool { return f.DNS != nil })
		if blind(c, all) {
			return
		}
		well := all.keep(func(f *hubble.Flow) bool { return f.DNS.Answer && f.DNS.Rcode == 0 && f.Verdict != hubble.Dropped })
		refused := all.keep(func(f *hubble.Flow) bool {
			return (f.Event == hubble.L7 && f.Verdict == hubble.Dropped || f.DNS.Rcode == 5) && !expanded(well, f)
		})
		if len(refused.rows) == 0 {
			nothing(c, all, "no query was refused")
			return
		}
		for _, alike := range refused.apart(func(f *hubble.Flow) string { return f.Client.Pod + " " + f.DNS.Query }) {
			f := alike.rows[0]
			said := fmt.Sprintf("the query of %s for %s was refused %s, the last %.0f s ago", f.Client, checks.Clean(f.DNS.Query, 80), times(alike.count()), alike.ago().Seconds())
			if why := alike.stale(1); why != "" {
				c.Unknown("%s, %s", said, why)
				continue
			}
			c.Set("pod", f.Client.Pod)
			relate(c, ownerOf(f.Client))
			c.Fail("%s", said)
		}
	},
}
