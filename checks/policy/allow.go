package policy

import (
	"slices"
	"strconv"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/checks/ruleset"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

type object = map[string]any

// openPath is the remedy of a path that policies deny.
var openPath = checks.Remedy{
	Says:    "Add a rule that allows the call to the policy that selects the pods. Where a rule denies it, narrow that rule: no other rule outweighs it.",
	Changes: "Adds a rule to the policy; nothing that is allowed today is denied by it. What deploys the policy may set it back.",
	Fix:     []string{"kubectl -n {{.space}} patch {{.resource}} {{.policy}} --type=json -p {{.patch}}"},
	Verify:  []string{"kubectl -n {{.space}} get {{.resource}} {{.policy}} -o yaml", "kubectl get ciliumclusterwidenetworkpolicy {{.wide}} -o yaml"},
}

// remedy names the policy to the remedy, and the rule that would open the path
// where adding one suffices: it is judged before it is offered.
func (l *law) remedy(c *checks.Context, p reach.Policy, s *step, ingress bool) {
	name(c, p)
	if s.side.Basis == reach.ByDefault && p.Namespace != "" {
		if rules, patch := l.with(p, s, ingress); patch != "" && opens(rules, s, ingress) {
			c.Set("patch", patch)
		}
	}
}

// name names a policy to a remedy's commands.
func name(c *checks.Context, p reach.Policy) {
	switch {
	case p == (reach.Policy{}):
		return
	case p.Namespace == "":
		c.Set("wide", p.Name)
		return
	}
	c.Set("space", p.Namespace)
	c.Set("policy", p.Name)
	c.Set("resource", map[string]string{"NetworkPolicy": "networkpolicy", "CiliumNetworkPolicy": "ciliumnetworkpolicy"}[p.Kind])
}

// with is the rules with one more in a policy, and the JSON patch that adds it.
func (l *law) with(p reach.Policy, s *step, ingress bool) (rules reach.Rules, patch string) {
	section, peer := "egress", s.to
	if ingress {
		section, peer = "ingress", s.from
	}
	if rules = l.Rules; peer.Spec.HostNetwork {
		return rules, ""
	}
	if p.Kind == "NetworkPolicy" {
		rules.NetworkPolicies = slices.Clone(rules.NetworkPolicies)
		i := slices.IndexFunc(rules.NetworkPolicies, func(n networkingv1.NetworkPolicy) bool { return n.Name == p.Name })
		n := rules.NetworkPolicies[i].DeepCopy()
		rules.NetworkPolicies[i] = *n
		peers := map[string]string{"ingress": "from", "egress": "to"}[section]
		rule := object{
			peers:   []object{{"namespaceSelector": matching(object{corev1.LabelMetadataName: peer.Namespace}), "podSelector": matching(who(peer, ""))}},
			"ports": []object{{"protocol": s.port.Protocol, "port": s.port.Number}},
		}
		if ingress {
			rules.NetworkPolicies[i].Spec.Ingress = append(slices.Clone(n.Spec.Ingress), made[networkingv1.NetworkPolicyIngressRule](rule))
		} else {
			rules.NetworkPolicies[i].Spec.Egress = append(slices.Clone(n.Spec.Egress), made[networkingv1.NetworkPolicyEgressRule](rule))
		}
		return rules, adding(section, rulesOf(n, map[bool]networkingv1.PolicyType{true: "Ingress", false: "Egress"}[ingress]), rule)
	}
	rules.CiliumPolicies = slices.Clone(rules.CiliumPolicies)
	i := slices.IndexFunc(rules.CiliumPolicies, func(n evidence.CiliumPolicy) bool { return ruleset.NameOf(&n) == p })
	whole := made[object](rules.CiliumPolicies[i].Raw)
	spec, _ := whole["spec"].(object)
	if spec == nil {
		return rules, ""
	}
	peers := map[string]string{"ingress": "fromEndpoints", "egress": "toEndpoints"}[section]
	selector := who(peer, "k8s:")
	selector["k8s:io.kubernetes.pod.namespace"] = peer.Namespace
	rule := object{
		peers:     []object{matching(selector)},
		"toPorts": []object{{"ports": []object{{"port": strconv.Itoa(int(s.port.Number)), "protocol": s.port.Protocol}}}},
	}
	before, _ := spec[section].([]any)
	spec[section] = append(slices.Clone(before), rule)
	rules.CiliumPolicies[i] = made[evidence.CiliumPolicy](whole)
	return rules, adding(section, len(before), rule)
}

// opens reports whether rules let a path through.
func opens(rules reach.Rules, s *step, ingress bool) bool {
	engine, err := reach.New(rules)
	if err != nil {
		return false
	}
	p := engine.Path(reach.PodEnd(s.from), reach.PodEnd(s.to), s.port)
	return ingress && p.Ingress.Verdict == reach.Allowed || !ingress && p.Egress.Verdict == reach.Allowed
}

// adding is the JSON patch that appends a rule to a section that has some.
func adding(section string, some int, rule object) string {
	path, value := "/spec/"+section+"/-", any(rule)
	if some == 0 {
		path, value = "/spec/"+section, []object{rule}
	}
	return string(text([]object{{"op": "add", "path": path, "value": value}}))
}

func matching(labels object) object { return object{"matchLabels": labels} }
