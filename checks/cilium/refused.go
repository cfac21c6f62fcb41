package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// refused judges policies that Cilium does not take. By itself a policy that is
// not in force denies nothing: what it should allow is denied only where another
// policy of the namespace, or of the whole cluster, denies by default.
func refused(c *checks.Context, list []evidence.CiliumPolicy, why string) {
	all := len(policiesWith(c, func(*evidence.CiliumPolicy) bool { return true })) + len(evidence.NetworkPolicies.Of(c))
	blame(c, list)
	c.Relate(c.Subject())
	if others := all - len(list); others > 0 {
		c.Fail("%s %s, so that Cilium refuses it; %s beside it may deny what it should allow", names(list), why, checks.Count(others, "policy"))
		return
	}
	c.Unknown("%s %s, so that Cilium refuses it: what it should deny is open, and nothing else denies what it should allow", names(list), why)
}
