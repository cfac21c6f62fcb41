package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
	corev1 "k8s.io/api/core/v1"
)

// deny says that policies deny a call, which, and what would allow it.
func (l *law) deny(c *checks.Context, denied []step, ingress bool) {
	slices.SortStableFunc(denied, func(a, b step) int {
		return strings.Compare(l.culprit(&a, ingress).String()+a.from.Name+a.to.Name, l.culprit(&b, ingress).String()+b.from.Name+b.to.Name)
	})
	first := &denied[0]
	culprit := l.culprit(first, ingress)
	governed := first.from
	if ingress {
		governed = first.to
	}
	accuse(c, culprit, governed)
	c.Relate(kube.Owner(first.from), kube.Owner(first.to))
	if culprit == (reach.Policy{}) { // what denies without a policy is a matter of both ends
		c.Relate(evidence.Of(evidence.Namespace, "", first.from.Namespace), evidence.Of(evidence.Namespace, "", first.to.Namespace))
	}
	l.remedy(c, culprit, first, ingress)
	c.Fail("%s; %s enforces it", l.says(first, ingress), l.Enforcer(c))
}

// accuse names the policy at fault; where none selects the pod, and Cilium denies
// it all the same, the namespace that has none.
func accuse(c *checks.Context, p reach.Policy, governed *corev1.Pod) {
	if p == (reach.Policy{}) {
		c.Blame(string(evidence.Namespace), "", governed.Namespace)
		return
	}
	c.Blame(p.Kind, p.Namespace, p.Name)
}

// culprit is the policy to name: that of the deny rule, or of those that
// select the pod the one whose rules were meant for more than to deny all.
// It is empty where no policy selects the pod.
func (l *law) culprit(s *step, ingress bool) reach.Policy {
	if s.side.Basis == reach.ByDeny {
		return s.side.Rules[0].Policy
	}
	best, most := reach.Policy{}, -1
	for _, p := range s.side.Selecting {
		if n := l.rulesOf(p, ingress); n > most || n == most && p.String() < best.String() {
			best, most = p, n
		}
	}
	return best
}

// rulesOf is 1 if a policy has rules that allow something in a direction.
func (l *law) rulesOf(p reach.Policy, ingress bool) int {
	some := 0
	for _, n := range l.Rules.NetworkPolicies {
		if p == (reach.Policy{Kind: "NetworkPolicy", Namespace: n.Namespace, Name: n.Name}) {
			if some = len(n.Spec.Egress); ingress {
				some = len(n.Spec.Ingress)
			}
		}
	}
	for _, n := range l.Rules.CiliumPolicies {
		if p != ruleset.NameOf(&n) {
			continue
		}
		for _, r := range rulesIn(&n) {
			if ingress {
				some += len(r.Ingress)
			} else {
				some += len(r.Egress)
			}
		}
	}
	return min(some, 1)
}

// says is a denial in one sentence.
func (l *law) says(s *step, ingress bool) string {
	from, to := kube.Owner(s.from).String(), kube.Owner(s.to).String()
	what := fmt.Sprintf("pods of %s to those of %s on %s", from, to, s.port)
	if s.side.Basis == reach.ByDeny {
		r := s.side.Rules[0]
		return fmt.Sprintf("%s denies %s: its rule %s outweighs every rule that allows", r.Policy, what, r.Section)
	}
	direction := "let out"
	if ingress {
		direction = "let in"
	}
	names := ruleset.Names(s.side.Selecting)
	if len(names) == 0 {
		return fmt.Sprintf("no policy allows %s, and Cilium is set to deny what none allows (enable-policy: always)", what)
	}
	return fmt.Sprintf("no rule allows %s: what may be %s is for %s to say, since it selects the pods", what, direction, checks.Names(names))
}

// allowance is why a side lets a call through, in one clause.
func allowance(s reach.Side) string {
	says := "policies let the call through: " + string(s.Basis)
	if s.Basis == reach.ByRule && len(s.Rules) > 0 {
		says = fmt.Sprintf("%s, %s, allows the call", s.Rules[0].Policy, s.Rules[0].Section)
	}
	if len(s.Beyond) > 0 {
		says += "; it is subject to " + checks.Names(s.Beyond)
	}
	return says
}
