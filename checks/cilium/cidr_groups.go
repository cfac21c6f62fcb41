package cilium

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// CIDRGroups finds rules for groups of addresses that do not exist.
var CIDRGroups = &checks.Check{
	ID:     "cilium.cidr-groups",
	Asks:   "Do the groups of addresses exist that the namespace's policies name?",
	Why:    "A rule that names a CiliumCIDRGroup which is not there, or empty, fits no address: what it should allow stays denied.",
	Limits: "Groups that a rule chooses by labels are not looked for.",
	Refs:   []string{"https://docs.cilium.io/en/stable/network/kubernetes/policy/#ciliumcidrgroup"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   []checks.Symptom{checks.EgressBlocked, checks.IngressUnreachable, checks.ConnectionTimeout, checks.HealthReview},
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Needs:  append(written(), evidence.Require(evidence.CiliumDaemonSet), ifServed(evidence.CiliumCIDRGroups)),
	Remedy: checks.Remedy{
		Says:   "Create the group, or correct its name in the rule.",
		Verify: []string{"kubectl get ciliumcidrgroups", "kubectl get ciliumnetworkpolicies,ciliumclusterwidenetworkpolicies -A"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		using := policiesWith(c, func(p *evidence.CiliumPolicy) bool { return len(groupsOf(p)) > 0 })
		switch {
		case len(using) == 0:
			c.Pass("no policy that concerns the namespace names a group")
			return
		case !seen(c, evidence.CiliumCIDRGroups):
			return
		}
		ranges := map[string]int{}
		for _, g := range evidence.CiliumCIDRGroups.Of(c) {
			ranges[g.Name] = len(g.Spec.ExternalCIDRs) + 1
		}
		for i := range using {
			for _, group := range groupsOf(&using[i]) {
				what := map[int]string{0: "does not exist", 1: "is empty"}[ranges[group]]
				if what == "" {
					continue
				}
				blame(c, using[i:i+1])
				c.Relate(c.Subject())
				c.Fail("%s names the CiliumCIDRGroup %s, which %s", name(&using[i]), group, what)
			}
		}
		c.Pass("the groups that %s names exist", checks.Count(len(using), "policy"))
	},
}

// groupsOf are the groups that a policy's rules name.
func groupsOf(p *evidence.CiliumPolicy) (groups []string) {
	for _, r := range rulesOf(p) {
		walk(tree(r), func(field string, value any) {
			if name := fmt.Sprint(value); field == "cidrGroupRef" && !slices.Contains(groups, name) {
				groups = append(groups, name)
			}
		})
	}
	slices.Sort(groups)
	return groups
}
