package policy

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/ruleset"
	networkingv1 "k8s.io/api/networking/v1"
)

// traffic is how sentences call a direction.
var traffic = map[networkingv1.PolicyType]string{
	networkingv1.PolicyTypeIngress: "inbound", networkingv1.PolicyTypeEgress: "outbound",
}

// allDenied judges whether policies deny the workload's pods everything in
// one direction: they select the pods, and not one of them has a rule.
func allDenied(c *checks.Context, way networkingv1.PolicyType) {
	pods := governed(c)
	for i := range pods {
		r := rulingOf(c, &pods[i], way)
		rules := 0
		for _, p := range r.standard {
			rules += rulesOf(&p, way)
		}
		switch engine := enforcer(c); {
		case len(r.other) > 0:
			c.Unknown("%s may decide about %s traffic of the pods; whether the path is allowed is not evaluated here", checks.Names(r.other), traffic[way])
		case len(r.standard) == 0 && alwaysEnforced(c):
			c.Unknown("no policy selects the pods, but Cilium is set to deny what no policy allows (enable-policy: always)")
		case len(r.standard) == 0:
			c.Pass("no policy selects the pods for %s traffic", traffic[way])
		case open(r, way) != "":
			c.Pass("NetworkPolicy %s allows all %s traffic of the pods", open(r, way), traffic[way])
		case rules > 0:
			c.Unknown("%s governs the %s traffic of the pods with %s; whether they allow the path is not evaluated here", r.names(), traffic[way], checks.Count(rules, "rule"))
		case engine == "" || kube.Windows(&pods[i]):
			c.Unknown("%s denies all %s traffic of the pods, but nothing is known to enforce it", r.names(), traffic[way])
		case way == networkingv1.PolicyTypeEgress && pods[i].Annotations[ruleset.GatewayAnnotation] != "":
			c.Unknown("%s denies all outbound traffic of the pods, but what leaves through their static egress gateway escapes policies", r.names())
		default:
			c.Blame("NetworkPolicy", c.Subject().Namespace, r.standard[0].Name)
			c.Set("policy", r.standard[0].Name)
			c.Fail("%s selects the pods and allows no %s traffic at all; %s enforces it", r.names(), traffic[way], engine)
		}
	}
}

func rulesOf(p *networkingv1.NetworkPolicy, way networkingv1.PolicyType) int {
	if way == networkingv1.PolicyTypeEgress {
		return len(p.Spec.Egress)
	}
	return len(p.Spec.Ingress)
}

// open is a policy with a rule that allows everything in one direction: rules
// only ever add up, so no other policy takes that back. Empty if there is none.
func open(r ruling, way networkingv1.PolicyType) string {
	for _, p := range r.standard {
		in := slices.ContainsFunc(p.Spec.Ingress, func(rule networkingv1.NetworkPolicyIngressRule) bool {
			return len(rule.From)+len(rule.Ports) == 0
		})
		out := slices.ContainsFunc(p.Spec.Egress, func(rule networkingv1.NetworkPolicyEgressRule) bool {
			return len(rule.To)+len(rule.Ports) == 0
		})
		if way == networkingv1.PolicyTypeIngress && in || way == networkingv1.PolicyTypeEgress && out {
			return p.Name
		}
	}
	return ""
}
