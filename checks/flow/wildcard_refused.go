package flow

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"github.com/netwhy/netwhy/checks/kube"
)

// WildcardRefused finds names that are refused on AKS though a rule for all
// names is there.
var WildcardRefused = &checks.Check{
	ID:   "flow.wildcard-refused",
	Asks: "Does a DNS rule for all names let the workload's pods ask for all names?",
	Why: "To Cilium a matchPattern of \"*\" alone is every name. The DNS proxy that AKS runs beside it (Advanced Container Networking Services) does not support that pattern: " +
		"with it alone, names may be refused.",
	Limits: "Only of AKS's Cilium. The flows are older than the policies as they were read: a rule that was just added shows in new queries only.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/container-network-security-fqdn-filtering-concepts#limitations",
		"cilium v1.20.2 pkg/fqdn/matchpattern/matchpattern.go",
	},
	Also:  append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.PolicyReview),
	Scope: evidence.Workload,
	Side:  checks.Caller,
	Needs: queryNeeds(),
	Remedy: checks.Remedy{
		Says:   "List the names that the pods look up with a leading wildcard, such as *.example.com, in place of \"*\".",
		Verify: []string{"kubectl -n {{.namespace}} get ciliumnetworkpolicies -o yaml", "kubectl -n {{.namespace}} get pod {{.pod}} --show-labels"},
	},
	Eval: func(c *checks.Context) {
		if !kube.FromMicrosoft(kube.AgentImage(evidence.CiliumDaemonSet.Of(c))) {
			c.Skip("Cilium is not AKS's")
			return
		}
		judgeRefusals(c, func(f *hubble.Flow) string { return f.Client.Pod }, judgeWildcard, "no query was refused that a rule for all names lets through")
	},
}

func judgeWildcard(c *checks.Context, all, alike seen) {
	f := alike.rows[0]
	side := dnsSide(c, f)
	if !side.Sees(f.DNS.Query) || !slices.Contains(side.Queries(), "*") || len(side.Rules) == 0 {
		return
	}
	answered := slices.ContainsFunc(all.rows, func(o *hubble.Flow) bool {
		return o.Client.Pod == f.Client.Pod && o.DNS.Answer && o.Verdict != hubble.Dropped && o.DNS.Rcode == 0
	})
	said := fmt.Sprintf("Cilium's DNS proxy refused %s of %s, such as that for %s, the last %.0f s ago, though %s lists all names (matchPattern \"*\")",
		checks.Count(alike.count(), "query"), f.Client, checks.Clean(f.DNS.Query, 80), alike.ago().Seconds(), side.Rules[0])
	switch why := alike.stale(least); {
	case answered:
		c.Unknown("%s; others were answered", said)
	case why != "":
		c.Unknown("%s; %s", said, why)
	default:
		c.Set("pod", f.Client.Pod)
		relate(c, ownerOf(f.Client))
		c.Blame(side.Rules[0].Kind, side.Rules[0].Namespace, side.Rules[0].Policy.Name)
		c.Fail("%s, which AKS does not support", said)
	}
}
