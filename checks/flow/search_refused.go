package flow

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"github.com/netwhy/netwhy/checks/reach"
)

// SearchRefused finds pods whose resolver stops where DNS rules refuse what its
// search list makes of a name, and never asks for the name itself.
var SearchRefused = &checks.Check{
	ID:   "flow.search-refused",
	Asks: "Do the workload's pods come to ask for the names that DNS rules of policies let through?",
	Why: "A search list has a pod ask for NAME.NAMESPACE.svc.cluster.local and so on before NAME. DNS rules that do not list those refuse them, and musl, as in Alpine images, ends the look-up at a refusal: " +
		"a name that the rules allow does not resolve.",
	Limits: "Told by what the pods ask: which C library they have is not read. Search lists of the nodes are not known.",
	Refs: []string{
		"https://docs.cilium.io/en/v1.20/security/policy/layer7/#dns-policy-and-ip-discovery",
		"https://learn.microsoft.com/azure/aks/container-network-security-fqdn-filtering-concepts#limitations",
		"https://git.musl-libc.org/cgit/musl/tree/src/network/lookup_name.c",
	},
	Also:  append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.PolicyReview),
	Scope: evidence.Workload,
	Side:  checks.Caller,
	Needs: queryNeeds(),
	Remedy: checks.Remedy{
		Says: "List what the search list makes of the name in the DNS rules, too (matchPattern NAME.*.*.* and NAME.*.*), or write the name with a dot at its end; " +
			"where cilium-config is yours, have Cilium answer NXDOMAIN (tofqdns-dns-reject-response-code: nameError).",
		Verify: []string{"kubectl -n {{.namespace}} get ciliumnetworkpolicies -o yaml", "kubectl -n {{.namespace}} exec {{.pod}} -- nslookup {{.host}}"},
	},
	Eval: func(c *checks.Context) {
		judgeRefusals(c, func(f *hubble.Flow) string { return f.Client.Pod + " " + f.DNS.Query }, judgeSearch, "no look-up ended at a refused name of a search list")
	},
}

// answerTime is how long after a refusal a resolver may take to ask on.
const answerTime = 5 * time.Second

func judgeSearch(c *checks.Context, all, alike seen) {
	f := alike.rows[0]
	host, side := searchedFor(c, f)
	if host == "" {
		return
	}
	asked := slices.ContainsFunc(all.rows, func(o *hubble.Flow) bool { return o.Client.Pod == f.Client.Pod && o.DNS.Query == host })
	said := fmt.Sprintf("the query of %s for %s was refused %s, the last %.0f s ago, and the pod did not ask for %s, which %s lets through",
		f.Client, checks.Clean(f.DNS.Query, 120), times(alike.count()), alike.ago().Seconds(), checks.Clean(host, 80), side.Rules[0].Policy)
	answer := ""
	for _, m := range evidence.CiliumConfig.Of(c) {
		answer = m.Data["tofqdns-dns-reject-response-code"]
	}
	switch why := alike.stale(2); {
	case asked:
		return
	case answer == "nameError":
		c.Unknown("%s; Cilium is set to answer NXDOMAIN, at which resolvers go on", said)
	case why != "":
		c.Unknown("%s; %s", said, why)
	case all.view.Blind() != "":
		c.Unknown("%s; but %s", said, all.view.Blind())
	case !slices.ContainsFunc(alike.rows, func(f *hubble.Flow) bool { return f.First.Before(all.view.Until.Add(-answerTime)) }):
		c.Unknown("%s; it may do so yet", said)
	default:
		c.Set("pod", f.Client.Pod)
		c.Set("host", host)
		relate(c, ownerOf(f.Client))
		c.Blame(side.Rules[0].Kind, side.Rules[0].Namespace, side.Rules[0].Policy.Name)
		c.Fail("%s: its resolver ends at a refusal", said)
	}
}

// searchedFor is the name that a search list made a refused one of, and what
// the policies say of the pod's way to DNS, where they let that name through
// and not the other.
func searchedFor(c *checks.Context, f *hubble.Flow) (host string, side reach.Side) {
	side = dnsSide(c, f)
	for _, suffix := range []string{"." + f.Client.Namespace + ".svc.cluster.local", ".svc.cluster.local", ".cluster.local"} {
		name, has := strings.CutSuffix(f.DNS.Query, suffix)
		if has && name != "" && side.Sees(name) && !side.Sees(f.DNS.Query) && len(side.Rules) > 0 {
			return name, side
		}
	}
	return "", side
}
