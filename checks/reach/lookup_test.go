package reach

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/identity/identitymanager"
	"github.com/cilium/cilium/pkg/policy"
	policytypes "github.com/cilium/cilium/pkg/policy/types"
	"github.com/cilium/cilium/pkg/u8proto"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestLookupFlow holds verdicts against policy.LookupFlow on a repository that
// holds all policies and all identities of the cluster at once: that a
// question makes a repository of two ends and their policies changes nothing.
func TestLookupFlow(t *testing.T) {
	denied, byDeny, allowed := 0, 0, 0
	for seed := range uint64(60) {
		rules, pods := random(rand.New(rand.NewPCG(seed, 1)))
		e, err := New(rules)
		if err != nil {
			t.Fatal(err)
		}
		if len(e.refused) > 0 {
			t.Fatalf("refused: %v", e.Refused())
		}
		whole := wholeOf(t, e, pods)
		for i, from := range pods {
			for j, to := range pods {
				for _, port := range []uint16{80, 443} {
					p := e.Path(from, to, TCP(port))
					want, err := whole.lookup(i, j, port)
					if err != nil {
						t.Fatal(err)
					}
					if (p.Egress.Verdict == Denied) != (want.Egress == policytypes.DecisionDenied) || (p.Ingress.Verdict == Denied) != (want.Ingress == policytypes.DecisionDenied) {
						t.Errorf("seed %d, %s to %s on %d: %s/%s, LookupFlow %v/%v", seed, from, to, port, p.Egress.Verdict, p.Ingress.Verdict, want.Egress, want.Ingress)
					}
					switch {
					case p.Egress.Basis == ByDeny || p.Ingress.Basis == ByDeny:
						byDeny++
					case p.Verdict() == Denied:
						denied++
					default:
						allowed++
					}
				}
			}
		}
	}
	if denied < 100 || byDeny < 100 || allowed < 100 {
		t.Errorf("%d denied, %d by a rule, %d allowed: the policies are too alike to say anything", denied, byDeny, allowed)
	}
}

// whole is one repository of everything.
type whole struct {
	engine     *Engine
	repository *policy.Repository
	manager    identitymanager.IDManager
	identities []*identity.Identity
}

func wholeOf(t *testing.T, e *Engine, pods []End) *whole {
	release, err := e.settings.hold()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	w := &whole{engine: e, manager: identitymanager.NewIDManager(silent)}
	known := identity.ListReservedIdentities()
	var faces []*face
	for n, p := range pods {
		f := e.pod(p)
		for m, other := range faces {
			if alike(f, other) {
				n = m
			}
		}
		faces = append(faces, f)
		id := numbered(f, n)
		w.identities = append(w.identities, id)
		known[id.ID] = id.LabelArray
	}
	w.repository = policy.NewPolicyRepository(silent, known, noSecrets{}, noSecrets{}, w.manager, nil)
	w.repository.UpdateIdentities(known, nil)
	every := make([]int, len(e.book.entries))
	for n := range every {
		every[n] = n
	}
	for id, entries := range e.book.resources(every) {
		w.repository.ReplaceByResource(entries, id)
	}
	return w
}

func (w *whole) lookup(from, to int, port uint16) (policytypes.LookupResult, error) {
	release, err := w.engine.settings.hold()
	if err != nil {
		return policytypes.LookupResult{}, err
	}
	defer release()
	verdict, _, _, err := policy.LookupFlow(silent, w.repository, w.manager, policytypes.Flow{From: w.identities[from], To: w.identities[to], Proto: u8proto.TCP, Dport: port})
	return verdict, err
}

// random makes two namespaces, some pods, and policies of both dialects.
func random(r *rand.Rand) (rules Rules, pods []End) {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	rules.Dataplane = Cilium
	for _, ns := range []string{"one", "two"} {
		rules.Namespaces = append(rules.Namespaces, corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: ns, Labels: map[string]string{"ns": ns}}})
		for i := range 4 {
			labels := map[string]string{"app": pick("a", "b", "c"), "tier": pick("x", "y")}
			pods = append(pods, End{Sort: Pod, Namespace: ns, Name: fmt.Sprint(i), Labels: labels})
		}
	}
	selector := func() map[string]any {
		return map[string]any{"matchLabels": map[string]string{pick("app", "tier"): pick("a", "b", "x", "y")}}
	}
	for i := range 1 + r.IntN(5) {
		name, ns := fmt.Sprint("p", i), pick("one", "two")
		meta := map[string]any{"name": name, "namespace": ns}
		if r.IntN(2) == 0 {
			var p networkingv1.NetworkPolicy
			decode(map[string]any{"metadata": meta, "spec": map[string]any{"podSelector": selector(), "policyTypes": []string{"Ingress", "Egress"},
				"ingress": []any{map[string]any{"from": []any{map[string]any{"podSelector": selector(), "namespaceSelector": map[string]any{}}}}},
				"egress":  []any{map[string]any{"ports": []any{map[string]any{"port": 80}}}}}}, &p)
			rules.NetworkPolicies = append(rules.NetworkPolicies, p)
			continue
		}
		var p evidence.CiliumPolicy
		peers := []any{map[string]any{"matchExpressions": []any{map[string]any{"key": "k8s:io.kubernetes.pod.namespace", "operator": "Exists"}, map[string]any{"key": "app", "operator": pick("In", "NotIn"), "values": []string{pick("a", "b", "c")}}}}}
		spec := map[string]any{"endpointSelector": selector(), "enableDefaultDeny": map[string]any{"ingress": r.IntN(2) == 0}}
		spec[pick("ingress", "ingressDeny")] = []any{map[string]any{"fromEndpoints": peers, "toPorts": []any{map[string]any{"ports": []any{map[string]any{"port": pick("80", "443"), "protocol": "TCP"}}}}}}
		if r.IntN(2) == 0 {
			spec["egressDeny"] = []any{map[string]any{"toEndpoints": peers}}
			spec["egress"] = []any{map[string]any{"toEntities": []string{pick("cluster", "world", "all")}}}
		}
		decode(map[string]any{"kind": "CiliumNetworkPolicy", "metadata": meta, "spec": spec}, &p)
		rules.CiliumPolicies = append(rules.CiliumPolicies, p)
	}
	return rules, pods
}

func decode(from, into any) {
	text, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		panic(err)
	}
}
