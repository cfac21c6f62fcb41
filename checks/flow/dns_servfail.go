package flow

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// DNSServfail finds names for which pods get nothing but an error of the server.
var DNSServfail = &checks.Check{
	ID:     "flow.dns-servfail",
	Asks:   "Does DNS answer the workload's queries without errors of its own?",
	Why:    "SERVFAIL says that the server, or the one that it asks, is broken or out of reach: the name may well be right.",
	Limits: "Answers are seen only where a policy has DNS rules, or with Retina.",
	Refs:   []string{"RFC 1035 §4.1.1", "https://docs.cilium.io/en/v1.20/_api/v1/flow/README/#dns"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked),
	Scope:  evidence.Workload,
	Side:   checks.Caller,
	Weight: checks.Risk,
	Needs:  needs(),
	Remedy: checks.Remedy{
		Says:   "Look at CoreDNS and at the server that it forwards to.",
		Verify: []string{"kubectl -n kube-system logs -l k8s-app=kube-dns --tail=50", "kubectl -n kube-system get configmap coredns-custom -o yaml"},
	},
	Eval: func(c *checks.Context) { answers(c, queries(c), 2, "SERVFAIL") },
}

// answers judges names that are answered with a code: one that was answered
// well later is no fault of now.
func answers(c *checks.Context, all seen, code uint32, word string) {
	all = all.keep(func(f *hubble.Flow) bool { return f.DNS != nil && f.DNS.Answer })
	if blind(c, all) {
		return
	}
	bad := all.keep(func(f *hubble.Flow) bool { return f.DNS.Rcode == code && !expanded(all, f) })
	if len(bad.rows) == 0 {
		nothing(c, all, "no query was answered with "+word)
		return
	}
	for _, alike := range bad.apart(func(f *hubble.Flow) string { return f.DNS.Query }) {
		f := alike.rows[0]
		said := fmt.Sprintf("queries for %s were answered with %s %s, the last %.0f s ago", checks.Clean(f.DNS.Query, 80), word, times(alike.count()), alike.ago().Seconds())
		well := slices.ContainsFunc(all.rows, func(o *hubble.Flow) bool {
			return o.DNS.Query == f.DNS.Query && o.DNS.Rcode == 0 && o.Last.After(alike.last())
		})
		switch why := alike.stale(least); {
		case well:
			c.Pass("%s, and well since", said)
		case why != "":
			c.Unknown("%s, %s", said, why)
		default:
			relate(c, ownerOf(f.Client))
			c.Set("pod", f.Client.Pod)
			c.Set("query", f.DNS.Query)
			c.Fail("%s", said)
		}
	}
}
