package reach_test

import (
	"encoding/json"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestHostileRules gives what no API server would let in, as a bundle may.
// Each is refused, and none takes down the rest.
func TestHostileRules(t *testing.T) {
	rules := reach.Rules{Dataplane: reach.Cilium, Config: map[string]string{"enable-k8s-cluster-network-policy": "true"}, Namespaces: []corev1.Namespace{{ObjectMeta: metav1.ObjectMeta{Name: "shop"}}}}
	rules.NetworkPolicies = []networkingv1.NetworkPolicy{{
		ObjectMeta: metav1.ObjectMeta{Name: "block", Namespace: "shop"},
		Spec:       networkingv1.NetworkPolicySpec{Ingress: []networkingv1.NetworkPolicyIngressRule{{From: []networkingv1.NetworkPolicyPeer{{IPBlock: &networkingv1.IPBlock{CIDR: "nowhere"}}}}}},
	}}
	for _, text := range []string{
		`{"metadata":{"namespace":"shop"},"spec":{"endpointSelector":{},"ingress":[{}]}}`,
		`{"metadata":{"name":"empty","namespace":"shop"}}`,
		`{"metadata":{"name":"type","namespace":"shop"},"spec":{"endpointSelector":{"matchLabels":3}}}`,
		`{"metadata":{"name":"null","namespace":"shop"},"specs":[null]}`,
		`{"metadata":{"name":"node","namespace":"shop"},"spec":{"nodeSelector":{},"ingress":[{}]}}`,
		`{"metadata":{"name":"cidr"},"spec":{"endpointSelector":{},"ingress":[{"fromCIDR":["10.0.0.0/99"]}]}}`,
		`{"metadata":{"name":"port"},"spec":{"endpointSelector":{},"ingress":[{"toPorts":[{"ports":[{"port":"99999"}]}]}]}}`,
	} {
		var p evidence.CiliumPolicy
		_ = json.Unmarshal([]byte(text), &p) // what of it can be read
		p.Raw = []byte(text)
		rules.CiliumPolicies = append(rules.CiliumPolicies, p)
	}
	rules.ClusterPolicies = []evidence.OtherPolicy{{Spec: map[string]any{"tier": "Admin", "ingress": []any{map[string]any{"action": "Deny"}}}}, {Spec: "deny"}}
	rules.CIDRGroups = make([]evidence.CiliumCIDRGroup, 1)
	rules.CIDRGroups[0].Name, rules.CIDRGroups[0].Spec.ExternalCIDRs = "g", []string{"nonsense", "10.0.0.1"}
	engine, err := reach.New(rules)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(engine.Refused()), 1+len(rules.CiliumPolicies)+len(rules.ClusterPolicies); got != want {
		t.Errorf("%d are refused, not %d: %v", got, want, engine.Refused())
	}
	for _, r := range engine.Refused() {
		if r.Error == "" || strings.Contains(r.Error, "goroutine") {
			t.Errorf("%s: %q", r.Policy, r.Error)
		}
	}
	pod := reach.End{Sort: reach.Pod, Namespace: "shop", Name: "web", Labels: map[string]string{"\x00": "\xff"}}
	for _, to := range []reach.End{pod, {}, {Sort: "mars"}, reach.HostEnd("*"), reach.HostEnd(""), {Sort: reach.Address}, {Sort: reach.Address, Addresses: []netip.Addr{{}}}} {
		for _, port := range []reach.Port{{}, {Protocol: "QUIC", Number: 1}, reach.TCP(1)} {
			engine.Path(pod, to, port)
			engine.Path(to, pod, port)
		}
	}
}

// TestEnginesDoNotMix asks two engines of unlike settings at once. Cilium
// keeps settings for the whole process.
func TestEnginesDoNotMix(t *testing.T) {
	pod := reach.End{Sort: reach.Pod, Namespace: "shop", Name: "web", Labels: map[string]string{"app": "web"}}
	var wait sync.WaitGroup
	for _, c := range []struct {
		enforcement string
		want        reach.Verdict
	}{{"always", reach.Denied}, {"never", reach.Allowed}, {"default", reach.Allowed}} {
		engine, err := reach.New(reach.Rules{Dataplane: reach.Cilium, Config: map[string]string{"enable-policy": c.enforcement}, Namespaces: []corev1.Namespace{{ObjectMeta: metav1.ObjectMeta{Name: "shop"}}}})
		if err != nil {
			t.Fatal(err)
		}
		wait.Go(func() {
			for range 200 {
				if got := engine.Path(pod, pod, reach.TCP(80)).Verdict(); got != c.want {
					t.Errorf("enable-policy %s: %s", c.enforcement, got)
					return
				}
			}
		})
	}
	wait.Wait()
}
