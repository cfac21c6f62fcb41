package policy

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestWhatIsCoveredDecidesNothing takes each rule away that another is said to
// cover, and asks the engine for every path before and after.
func TestWhatIsCoveredDecidesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	ends := ends()
	tried := 0
	for n := range 600 {
		policies := []networkingv1.NetworkPolicy{anyPolicy(r, "a"), anyPolicy(r, "b")}
		i, found := coveredIn(policies)
		if !found {
			continue
		}
		tried++
		less := slices.Clone(policies)
		less[1] = *policies[1].DeepCopy()
		less[1].Spec.Ingress = slices.Delete(less[1].Spec.Ingress, i, i+1)
		plane := []reach.Dataplane{reach.Cilium, reach.Other}[n%2]
		before, after := engine(t, policies, plane), engine(t, less, plane)
		for _, from := range ends {
			for _, to := range ends[1:3] {
				for _, port := range []uint16{80, 443} {
					was, is := before.Path(from, to, reach.TCP(port)).Ingress.Verdict, after.Path(from, to, reach.TCP(port)).Ingress.Verdict
					if was != is {
						t.Fatalf("without ingress[%d] of b, %s to %s on %d is %v and was %v:\n%s", i, from, to, port, is, was, text(policies))
					}
				}
			}
		}
	}
	if tried < 40 {
		t.Fatalf("only %d of the policies have a rule that is covered", tried)
	}
}

// coveredIn is a rule of the second policy that one of the first covers.
func coveredIn(list []networkingv1.NetworkPolicy) (i int, found bool) {
	for i, r := range rules(&list[1]) {
		narrow := extentOf(&list[1], r)
		for _, r := range rules(&list[0]) {
			if wide := extentOf(&list[0], r); wide.covers(&narrow) {
				return i, true
			}
		}
	}
	return 0, false
}

func engine(t *testing.T, list []networkingv1.NetworkPolicy, plane reach.Dataplane) *reach.Engine {
	e, err := reach.New(reach.Rules{Dataplane: plane, Config: map[string]string{"enable-policy": "default"}, NetworkPolicies: list, Namespaces: []corev1.Namespace{
		{ObjectMeta: metav1.ObjectMeta{Name: "shop", Labels: map[string]string{corev1.LabelMetadataName: "shop"}}},
		{ObjectMeta: metav1.ObjectMeta{Name: "pay", Labels: map[string]string{corev1.LabelMetadataName: "pay", "team": "x"}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// ends are pods, those of shop first, and addresses outside.
func ends() (list []reach.End) {
	for i, where := range []string{"shop web", "shop db", "shop web front", "pay web", "pay db front"} {
		pod := corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("p%d", i), Labels: map[string]string{}}}
		var app, tier string
		if n, err := fmt.Sscan(where, &pod.Namespace, &app, &tier); n < 2 {
			panic(err)
		}
		pod.Labels["app"] = app
		if tier != "" {
			pod.Labels["tier"] = tier
		}
		pod.Status.PodIP = fmt.Sprintf("10.0.0.%d", i+1)
		list = append(list, reach.PodEnd(&pod))
	}
	for _, a := range []string{"203.0.113.9", "203.0.113.200", "198.51.100.1"} {
		list = append(list, reach.AddressEnd(netip.MustParseAddr(a)))
	}
	return list
}

// anyPolicy is a policy of one rule, of words that often overlap.
func anyPolicy(r *rand.Rand, name string) networkingv1.NetworkPolicy {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	pods := func() string {
		return pick(`{}`, `{"matchLabels":{"app":"web"}}`, `{"matchLabels":{"app":"web","tier":"front"}}`, `{"matchExpressions":[{"key":"tier","operator":"Exists"}]}`)
	}
	peer := func() string {
		return pick(`{"podSelector":`+pods()+`}`, `{"namespaceSelector":`+pick(`{}`, `{"matchLabels":{"team":"x"}}`)+`,"podSelector":`+pods()+`}`, `{"namespaceSelector":{}}`,
			`{"ipBlock":{"cidr":"203.0.113.0/24"}}`, `{"ipBlock":{"cidr":"203.0.113.0/24","except":["203.0.113.128/25"]}}`, `{"ipBlock":{"cidr":"0.0.0.0/0"}}`, `{"ipBlock":{"cidr":"203.0.113.128/25"}}`)
	}
	rule := func() string {
		return pick(`{"from":[`+peer()+`]}`, `{"from":[`+peer()+`,`+peer()+`]}`, `{"ports":[{"port":80}]}`, `{"from":[`+peer()+`],"ports":[`+pick(`{"port":80}`, `{"port":80,"endPort":443}`, `{"port":80,"protocol":"UDP"}`, `{"protocol":"TCP"}`)+`]}`)
	}
	spec := `{"podSelector":` + pods() + `,"policyTypes":["Ingress"],"ingress":[` + rule() + `]}`
	return made[networkingv1.NetworkPolicy](object{"metadata": object{"name": name, "namespace": "shop"}, "spec": rawText(spec)})
}

type rawText string

// MarshalJSON writes the text as it is.
func (r rawText) MarshalJSON() ([]byte, error) { return []byte(r), nil }
