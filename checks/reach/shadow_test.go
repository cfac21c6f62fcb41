package reach

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
)

// TestAShadowedRuleNeverDecides holds what is called shadowed against every
// path of random clusters: such a rule must not be what allows any.
func TestAShadowedRuleNeverDecides(t *testing.T) {
	shadows, deciding := 0, 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 2))
		rules, pods := random(r)
		rules.CiliumPolicies = append(rules.CiliumPolicies, pairs(r)...)
		e, err := New(rules)
		if err != nil {
			t.Fatal(err)
		}
		useless := map[string]bool{}
		for _, ns := range []string{"one", "two"} {
			list, err := e.Shadowed(ns, pods)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range list {
				useless[s.Rule.String()] = true
				shadows++
			}
		}
		if len(useless) == 0 {
			continue
		}
		for _, from := range pods {
			for _, to := range append([]End{InternetEnd(), {Sort: Node, Name: "n"}}, pods...) {
				for _, port := range []Port{TCP(80), TCP(443), {Protocol: "UDP", Number: 53}} {
					p := e.Path(from, to, port)
					for _, r := range append(p.Egress.Rules, p.Ingress.Rules...) {
						deciding++
						if useless[r.String()] {
							t.Errorf("seed %d: %s decides about %s to %s on %s, and is called shadowed", seed, r, from, to, port)
						}
					}
				}
			}
		}
	}
	if shadows < 10 || deciding < 100 {
		t.Errorf("%d shadows, %d decisions: the policies are too alike to say anything", shadows, deciding)
	}
}

// pairs are policies that allow and deny what is often alike.
func pairs(r *rand.Rand) (list []evidence.CiliumPolicy) {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	for i, section := range []string{"ingress", "ingressDeny", "egress", "egressDeny"} {
		peers, subject := map[string]string{"app": pick("a", "b")}, map[string]string{"app": pick("a", "b", "c")}
		port := map[string]any{"port": pick("80", "443"), "protocol": "TCP"}
		direction, _ := strings.CutSuffix(section, "Deny")
		if allows := section == direction; allows || r.IntN(3) == 0 {
			peers["tier"], subject["tier"] = pick("x", "y"), pick("x", "y")
		} else if r.IntN(2) == 0 {
			port = map[string]any{"port": "80", "endPort": 443, "protocol": "ANY"}
		}
		field := map[string]string{"ingress": "fromEndpoints", "egress": "toEndpoints"}[direction]
		var p evidence.CiliumPolicy
		decode(map[string]any{"kind": "CiliumNetworkPolicy", "metadata": map[string]any{"name": fmt.Sprint("pair", i), "namespace": "one"}, "spec": map[string]any{
			"endpointSelector": map[string]any{"matchLabels": subject},
			section:            []any{map[string]any{field: []any{map[string]any{"matchLabels": peers}}, "toPorts": []any{map[string]any{"ports": []any{port}}}}},
		}}, &p)
		list = append(list, p)
	}
	return list
}
