package policy

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
)

// HostEgress computes whether the caller's policies let it call a host outside.
var HostEgress = &checks.Check{
	ID:   "policy.host-egress-allowed",
	Asks: "Do the policies that select the caller let it call the host outside the cluster?",
	Why:  "Once a policy selects a pod for egress, hosts outside are out of reach unless a rule names their addresses or, on Cilium, their names.",
	Limits: "Judged on ports 443 and 80; another port may be governed otherwise. The host's addresses are those that DNS answered where Netwhy runs. " +
		"Whether the way beyond the cluster is open is not judged.",
	Refs:   append(pathRefs, "https://docs.cilium.io/en/stable/security/policy/language/#dns-based"),
	For:    append(checks.Unreachable(), checks.EgressBlocked, checks.PolicyReview),
	Scope:  evidence.Call,
	Callee: evidence.Host,
	Covers: []string{"policy.egress-any"},
	Needs:  hostNeeds(),
	Remedy: checks.Remedy{
		Says:   "Allow the host in the policy that selects the pods: by an ipBlock of its addresses or, on Cilium, by toFQDNs with a rule for DNS. Where a rule denies it, narrow that rule.",
		Verify: openPath.Verify,
	},
	Eval: func(c *checks.Context) {
		l, list := trips(c)
		named := c.Subject().Caller().Scope == evidence.Workload
		var open, shut, unsure []trip
		for _, t := range list {
			switch t.named.Verdict {
			case reach.Denied:
				shut = append(shut, t)
			case reach.Allowed:
				open = append(open, t)
			default:
				unsure = append(unsure, t)
			}
		}
		host := c.Subject().Callee().Name
		switch {
		case len(list) == 0:
		case len(unsure) > 0:
			c.Unknown("whether %s may call %s is not known: %s", unsure[0].goer(), host, unsure[0].named.Why)
		case len(shut) == 0:
			c.Pass("%s", allowance(open[0].named))
		case len(open) > 0 && (!named || slices.ContainsFunc(open, func(t trip) bool { return t.port != shut[0].port })):
			c.Unknown("policies let %s call %s on %s, and not %s on %s; which is called is not known", open[0].goer(), host, open[0].port, shut[0].goer(), shut[0].port)
		default:
			s := step{from: shut[0].pod, port: shut[0].port, side: shut[0].named}
			p := l.culprit(&s, false)
			accuse(c, p, shut[0].pod)
			name(c, p)
			c.Fail("%s; %s enforces it", l.outside(&s, shut[0].goer(), host), l.Enforcer(c))
		}
	},
}

// outside is a denial of a host outside, in one sentence.
func (l *law) outside(s *step, goer, host string) string {
	if s.side.Basis == reach.ByDeny {
		r := s.side.Rules[0]
		return fmt.Sprintf("%s denies %s the way to %s: its rule %s outweighs every rule that allows", r.Policy, goer, host, r.Section)
	}
	names := ruleset.Names(s.side.Selecting)
	if len(names) == 0 {
		return fmt.Sprintf("no policy lets %s call %s, and Cilium is set to deny what none allows (enable-policy: always)", goer, host)
	}
	return fmt.Sprintf("no rule lets %s call %s on port 443 or 80: what may be let out is for %s to say, since it selects the pods", goer, host, checks.Names(names))
}

func hostNeeds(more ...evidence.Need) []evidence.Need {
	return ruleset.Enforced(slices.Concat([]evidence.Need{
		evidence.Require(evidence.Pods), evidence.Prefer(evidence.Answers).AtCallee(), evidence.Require(evidence.LoadBalancers),
	}, ruleset.OfNamespace(), more)...)
}
