package policy

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
)

// HostNameSeen finds hosts that a rule allows by a name of which Cilium never
// learns the address.
var HostNameSeen = &checks.Check{
	ID:   "policy.host-name-seen",
	Asks: "Does Cilium see the caller look up the host that a rule allows by name?",
	Why: "A rule with toFQDNs opens the addresses that Cilium saw in DNS answers. Without a rule for DNS (rules.dns) on port 53 it sees none: " +
		"the name resolves, and every connection is dropped.",
	Limits: "Judged for pods that ask CoreDNS. An address that Cilium learnt from other pods of the same node is not seen here.",
	Refs:   []string{"https://docs.cilium.io/en/stable/security/policy/language/#dns-based", "https://docs.cilium.io/en/stable/security/policy/language/#dns-proxy"},
	For:    append(checks.Unreachable(), checks.EgressBlocked),
	Also:   []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Call,
	Callee: evidence.Host,
	Needs: hostNeeds(evidence.Require(evidence.KubeDNSService), evidence.Require(evidence.CoreDNSPods),
		evidence.Require(evidence.NodeLocalDNS), evidence.Prefer(evidence.LocalDNSNodes)),
	Remedy: checks.Remedy{
		Says: "Let Cilium see the look-ups: add a rule for port 53 to the pods of kube-dns with rules.dns that lists the host. " +
			"On AKS a matchPattern of \"*\" alone is not supported.",
		Changes: "From then on the pods' queries pass Cilium's DNS proxy, which answers REFUSED for names that no rule lists; a rule for port 53 without rules.dns goes on to let all of them through.",
		Fix:     []string{"kubectl -n {{.space}} patch ciliumnetworkpolicy {{.policy}} --type=json -p {{.patch}}"},
		Verify:  openPath.Verify,
	},
	Eval: func(c *checks.Context) {
		l, list := trips(c)
		host := c.Subject().Callee().Name
		for _, t := range list {
			if !t.hangs() {
				continue
			}
			steps := l.resolving(c, t.pod)
			if len(steps) == 0 || asksNode(c, t.pod) || !evidence.LocalDNSNodes.Seen(c) {
				c.Unknown("a rule allows %s by name, and where %s look names up is not known", host, t.goer())
				continue
			}
			for _, s := range steps {
				judgeLookup(c, l, t, s, host)
			}
		}
		if len(list) > 0 {
			c.Skip("no rule lets the caller call %s by its name alone", host)
		}
	},
}

// judgeLookup holds a way to CoreDNS against a rule that rests on its answers.
func judgeLookup(c *checks.Context, l *law, t trip, s step, host string) {
	side := l.Path(reach.PodEnd(s.from), reach.PodEnd(s.to), s.port).Egress
	rule := t.named.Rules[0]
	switch {
	case side.Verdict != reach.Allowed:
		c.Unknown("a rule of %s allows %s by name, but whether %s may look names up is not known", rule.Policy, host, t.goer())
	case side.Sees(host):
		c.Pass("%s allows the host by name, and Cilium sees the look-ups: DNS is subject to %s", rule, checks.Names(side.Queries()))
	default:
		c.Blame(rule.Kind, rule.Namespace, rule.Policy.Name)
		c.Relate(kube.Owner(t.pod))
		name(c, rule.Policy)
		if whole := l.cilium(rule.Policy); whole != nil && whole.Spec != nil && rule.Namespace != "" {
			c.Set("patch", adding("egress", len(whole.Spec.Egress), seeLookups(s, strings.ToLower(host))))
		}
		c.Fail("%s allows %s by name, but no rule for DNS lets Cilium see how the name is answered: it learns no address, and drops the connections of %s", rule, host, t.goer())
	}
}
