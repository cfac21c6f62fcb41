package reach

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
	"sigs.k8s.io/yaml"
)

// added are the rules with manifests, read as an API server would read them.
func added(t *testing.T, r Rules, list []Manifest) Rules {
	t.Helper()
	r.NetworkPolicies, r.CiliumPolicies = slices.Clip(r.NetworkPolicies), slices.Clip(r.CiliumPolicies)
	for _, m := range list {
		if m.Kind == "NetworkPolicy" {
			var p networkingv1.NetworkPolicy
			if err := yaml.UnmarshalStrict([]byte(m.YAML), &p); err != nil {
				t.Fatalf("%v in %s", err, m.YAML)
			}
			r.NetworkPolicies = append(r.NetworkPolicies, p)
			continue
		}
		var p evidence.CiliumPolicy
		if err := yaml.Unmarshal([]byte(m.YAML), &p); err != nil {
			t.Fatalf("%v in %s", err, m.YAML)
		}
		r.CiliumPolicies = append(r.CiliumPolicies, p)
	}
	return r
}

// TestAllowOpensOnePath asks for the manifests of every denied path between
// generated pods under generated policies, adds them, and asks about all paths
// again: those of the same pods on the same port are open, and nothing else is
// another verdict than before.
func TestAllowOpensOnePath(t *testing.T) {
	opened, refused := 0, 0
	for seed := range uint64(12) {
		rules, pods := random(rand.New(rand.NewPCG(seed, 2)))
		e := engineOf(t, rules)
		denied := slices.DeleteFunc(every(e, pods), func(p Path) bool { return p.Verdict() != Denied })
		for i, p := range denied {
			if i%16 != int(seed)%16 { // a sixteenth of them, another one in each world
				continue
			}
			s, err := e.Allow(p)
			if err != nil {
				t.Fatalf("seed %d: %s to %s: %v", seed, p.From, p.To, err)
			}
			if len(s.Change) > 0 {
				refused++
				continue
			}
			opened++
			after := engineOf(t, added(t, rules, s.Manifests))
			for _, before := range every(e, pods) {
				now := after.Path(before.From, before.To, before.Port)
				if within(before.From, p.From) && within(before.To, p.To) && before.Port == p.Port {
					if before.From.Name == p.From.Name && before.To.Name == p.To.Name && now.Verdict() != Allowed && before.From.Namespace == p.From.Namespace && before.To.Namespace == p.To.Namespace {
						t.Errorf("seed %d: %s to %s on %s is not open", seed, p.From, p.To, p.Port)
					}
					continue
				}
				if now.Egress.Verdict != before.Egress.Verdict && !within(before.From, p.From) || now.Ingress.Verdict != before.Ingress.Verdict && !within(before.To, p.To) || now.Verdict() != before.Verdict() {
					t.Errorf("seed %d: to open %s to %s on %s changed %s to %s on %s from %s to %s", seed, p.From, p.To, p.Port, before.From, before.To, before.Port, before.Verdict(), now.Verdict())
				}
			}
		}
	}
	if opened < 20 || refused < 3 {
		t.Errorf("only %d paths were opened and %d refused", opened, refused)
	}
}

// within reports whether a policy for one pod means another as well: one that
// has all its labels.
func within(e, of End) bool {
	if e.Namespace != of.Namespace {
		return false
	}
	for k, v := range of.Labels {
		if e.Labels[k] != v {
			return false
		}
	}
	return true
}

func every(e *Engine, pods []End) (list []Path) {
	for _, from := range pods {
		for _, to := range pods {
			for _, port := range []uint16{80, 443, 8080} {
				list = append(list, e.Path(from, to, TCP(port)))
			}
		}
	}
	return list
}

func engineOf(t *testing.T, r Rules) *Engine {
	t.Helper()
	e, err := New(r)
	if err != nil {
		t.Fatal(err)
	}
	if refused := e.Refused(); len(refused) > 0 {
		t.Fatalf("refused: %v", refused)
	}
	return e
}

// TestAllowEverySort opens paths from one pod that may call nothing to ends of
// every sort.
func TestAllowEverySort(t *testing.T) {
	rules, pods := random(rand.New(rand.NewPCG(1, 1)))
	rules.NetworkPolicies, rules.CiliumPolicies = nil, nil
	var none networkingv1.NetworkPolicy
	decode(map[string]any{"metadata": map[string]any{"name": "none", "namespace": "one"}, "spec": map[string]any{"podSelector": map[string]any{}, "policyTypes": []string{"Ingress", "Egress"}}}, &none)
	rules.NetworkPolicies = append(rules.NetworkPolicies, none)
	pod := pods[0]
	pod.Node, pod.Labels = "n1", maps.Clone(pod.Labels)
	for _, c := range []struct {
		to    End
		port  Port
		kinds string
		wider bool
	}{
		{pods[7], TCP(80), "CiliumNetworkPolicy", false}, // the namespace lacks the label of its name
		{pods[3], TCP(80), "NetworkPolicy NetworkPolicy", false},
		{pods[3], Port{ICMP, 8}, "CiliumNetworkPolicy CiliumNetworkPolicy", false},
		{AddressEnd(netip.MustParseAddr("192.0.2.1")), TCP(443), "NetworkPolicy", false},
		{AddressEnd(netip.MustParseAddr("2001:db8::1")), TCP(443), "NetworkPolicy", false},
		{InternetEnd(), TCP(443), "NetworkPolicy", false},
		{HostEnd("api.example.com"), TCP(443), "CiliumNetworkPolicy", true},
		{APIServerEnd(netip.MustParseAddr("20.1.2.3")), TCP(443), "CiliumNetworkPolicy", false},
		{End{Sort: Node, Name: "n1"}, TCP(9100), "CiliumNetworkPolicy", false},
		{End{Sort: Node, Name: "n2"}, TCP(9100), "CiliumNetworkPolicy", true},
	} {
		e := engineOf(t, rules)
		p := e.Path(pod, c.to, c.port)
		if p.Verdict() != Denied {
			t.Errorf("%s on %s is %s", c.to, c.port, p.Verdict())
		}
		s, err := e.Allow(p)
		if err != nil {
			t.Errorf("%s on %s: %v", c.to, c.port, err)
			continue
		}
		var kinds []string
		wider := false
		for _, m := range s.Manifests {
			kinds, wider = append(kinds, m.Kind), wider || m.Wider != ""
		}
		if strings.Join(kinds, " ") != c.kinds || wider != c.wider {
			t.Errorf("%s on %s: %v, wider %t; want %s, %t", c.to, c.port, kinds, wider, c.kinds, c.wider)
		}
		if after := engineOf(t, added(t, rules, s.Manifests)); after.Path(pod, c.to, c.port).Verdict() != Allowed {
			t.Errorf("%s on %s is not open with %s", c.to, c.port, s.Manifests[0].YAML)
		}
	}
}

// TestAllowWritesWhatItSays is of the text itself, and of a name that is taken.
func TestAllowWritesWhatItSays(t *testing.T) {
	rules, pods := random(rand.New(rand.NewPCG(1, 1)))
	rules.NetworkPolicies, rules.CiliumPolicies = nil, nil
	for _, name := range []string{"none", "allow-web-from-other-80"} {
		var p networkingv1.NetworkPolicy
		decode(map[string]any{"metadata": map[string]any{"name": name, "namespace": "one"}, "spec": map[string]any{"podSelector": map[string]any{}}}, &p)
		rules.NetworkPolicies = append(rules.NetworkPolicies, p)
	}
	to, from := pods[0], pods[1]
	to.Labels = map[string]string{"app": "web", "pod-template-hash": "5d4"}
	from.Labels = map[string]string{"app": "other", "note": "yes\nkind: evil"} // no API server would have it
	e := engineOf(t, rules)
	s, err := e.Allow(e.Path(from, to, TCP(80)))
	if err != nil {
		t.Fatal(err)
	}
	want := `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: allow-web-from-other-80-2
  namespace: one
spec:
  ingress:
  - from:
    - podSelector:
        matchLabels:
          app: other
          note: |-
            yes
            kind: evil
    ports:
    - port: 80
      protocol: TCP
  podSelector:
    matchLabels:
      app: web
  policyTypes:
  - Ingress
`
	if len(s.Manifests) != 1 || s.Manifests[0].YAML != want {
		text, _ := json.MarshalIndent(s, "", " ")
		t.Errorf("got %s", text)
	}
}

// TestAllowANode opens the way of a node, where Cilium's host firewall governs.
func TestAllowANode(t *testing.T) {
	rules, pods := random(rand.New(rand.NewPCG(1, 1)))
	rules.NetworkPolicies, rules.CiliumPolicies = nil, nil
	rules.Config = map[string]string{"enable-host-firewall": "true"}
	var closed evidence.CiliumPolicy
	decode(map[string]any{"metadata": map[string]any{"name": "nodes"}, "spec": map[string]any{"nodeSelector": map[string]any{}, "ingress": []any{map[string]any{"fromEntities": []string{"health"}}}}}, &closed)
	rules.CiliumPolicies = append(rules.CiliumPolicies, closed)
	to := End{Sort: Node, Name: "n1", Labels: map[string]string{"kubernetes.io/hostname": "n1"}}
	from := pods[0]
	from.Node = "n2"
	p := engineOf(t, rules).Path(from, to, TCP(10250))
	s, err := engineOf(t, rules).Allow(p)
	if err != nil || len(s.Manifests) != 1 || s.Manifests[0].Kind != "CiliumClusterwideNetworkPolicy" {
		t.Fatalf("of %s it says %v, %v", p.Verdict(), s, err)
	}
	after := engineOf(t, added(t, rules, s.Manifests))
	if after.Path(from, to, TCP(10250)).Verdict() != Allowed || after.Path(from, to, TCP(22)).Verdict() != Denied || after.Path(pods[1], to, TCP(10250)).Verdict() != Denied {
		t.Errorf("it opens another way: %s", s.Manifests[0].YAML)
	}
	if to.Labels = map[string]string{"pool": "a"}; true {
		if _, err := engineOf(t, rules).Allow(engineOf(t, rules).Path(from, to, TCP(10250))); err == nil || !strings.Contains(err.Error(), "kubernetes.io/hostname") {
			t.Errorf("of a node without a label of its name it says %v", err)
		}
	}
}
