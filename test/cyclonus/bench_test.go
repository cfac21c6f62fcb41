package cyclonus

import (
	"fmt"
	"testing"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// BenchmarkPolicies prints what it costs to read the policies of a cluster, to
// judge one path in it, and to judge for every pod whether it may call one of
// them, where each pod is an identity of its own. cyclonus, which judges
// NetworkPolicies only, does the same on as many of them.
func BenchmarkPolicies(b *testing.B) {
	for _, size := range []struct{ policies, pods int }{{1000, 500}, {1000, 5000}, {5000, 5000}} {
		rules, ends := crowd(size.policies, size.pods)
		name := fmt.Sprintf("%d×%d/", size.policies, size.pods)
		b.Run(name+"load", func(b *testing.B) {
			for b.Loop() {
				load(b, rules)
			}
		})
		engine := load(b, rules)
		b.Run(name+"path", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				from, to := ends[i*7919%len(ends)], ends[i*104729%len(ends)]
				if p := engine.Path(from, to, reach.TCP(8080)); p.Verdict() == reach.Unknown {
					b.Fatalf("%s to %s: %s %s", from, to, p.Egress.Why, p.Ingress.Why)
				}
			}
		})
		b.Run(name+"callers", func(b *testing.B) {
			for b.Loop() {
				for _, from := range ends {
					engine.Path(from, ends[0], reach.TCP(8080))
				}
			}
		})
		theirs := standard(rules, size.policies)
		b.Run(name+"load-cyclonus", func(b *testing.B) {
			for b.Loop() {
				matcher.BuildNetworkPolicies(false, theirs)
			}
		})
		matched := matcher.BuildNetworkPolicies(false, theirs)
		b.Run(name+"path-cyclonus", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				matched.IsTrafficAllowed(&matcher.Traffic{Source: peer(ends[i*7919%len(ends)]), Destination: peer(ends[i*104729%len(ends)]), ResolvedPort: 8080, Protocol: corev1.ProtocolTCP})
			}
		})
	}
}

func load(b *testing.B, rules reach.Rules) *reach.Engine {
	engine, err := reach.New(rules)
	if err != nil {
		b.Fatal(err)
	}
	if refused := engine.Refused(); len(refused) > 0 {
		b.Fatalf("refused: %v", refused[0])
	}
	return engine
}

// crowd is a cluster of pods in fifty namespaces, and policies that let one
// app of a namespace call another: half in each dialect.
func crowd(policies, pods int) (reach.Rules, []reach.End) {
	const namespaces, apps = 50, 20
	rules, ends := reach.Rules{Dataplane: reach.Cilium}, []reach.End(nil)
	for i := range namespaces {
		rules.Namespaces = append(rules.Namespaces, corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprint("ns-", i), Labels: map[string]string{"team": fmt.Sprint("t", i%7)}}})
	}
	for i := range pods {
		ends = append(ends, reach.End{Sort: reach.Pod, Namespace: fmt.Sprint("ns-", i%namespaces), Name: fmt.Sprint("pod-", i),
			Labels: map[string]string{"app": fmt.Sprint("app-", i/namespaces%apps), "instance": fmt.Sprint(i)}})
	}
	for i := range policies {
		ns, app, caller, port := fmt.Sprint("ns-", i%namespaces), fmt.Sprint("app-", i/namespaces%apps), fmt.Sprint("app-", (i/namespaces+1)%apps), 8000+i%100
		if i/namespaces%2 == 0 {
			rules.NetworkPolicies = append(rules.NetworkPolicies, *allow(ns, fmt.Sprint("np-", i), app, caller, port))
			continue
		}
		p := evidence.CiliumPolicy{ObjectMeta: metav1.ObjectMeta{Namespace: ns, Name: fmt.Sprint("cnp-", i)}}
		p.Raw = fmt.Appendf(nil, `{"metadata":{"namespace":%q,"name":%q},"spec":{"endpointSelector":{"matchLabels":{"app":%q}},"ingress":[{"fromEndpoints":[{"matchLabels":{"app":%q}}],"toPorts":[{"ports":[{"port":"%d","protocol":"TCP"}]}]}],"egress":[{"toEntities":["cluster"]},{"toCIDRSet":[{"cidr":"10.0.0.0/8","except":["10.%d.0.0/16"]}]}]}}`, ns, p.Name, app, caller, port, i%250)
		rules.CiliumPolicies = append(rules.CiliumPolicies, p)
	}
	return rules, ends
}

func allow(ns, name, app, caller string, port int) *networkingv1.NetworkPolicy {
	at := intstr.FromInt32(int32(port))
	return &networkingv1.NetworkPolicy{ObjectMeta: metav1.ObjectMeta{Namespace: ns, Name: name}, Spec: networkingv1.NetworkPolicySpec{
		PodSelector: metav1.LabelSelector{MatchLabels: map[string]string{"app": app}}, PolicyTypes: []networkingv1.PolicyType{networkingv1.PolicyTypeIngress},
		Ingress: []networkingv1.NetworkPolicyIngressRule{{
			From:  []networkingv1.NetworkPolicyPeer{{PodSelector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": caller}}}},
			Ports: []networkingv1.NetworkPolicyPort{{Port: &at}},
		}},
	}}
}

// standard makes up the number of NetworkPolicies for cyclonus.
func standard(rules reach.Rules, n int) (list []*networkingv1.NetworkPolicy) {
	for i := range n {
		p := rules.NetworkPolicies[i%len(rules.NetworkPolicies)].DeepCopy()
		p.Name = fmt.Sprint("np-", i)
		list = append(list, p)
	}
	return list
}

func peer(e reach.End) *matcher.TrafficPeer {
	return &matcher.TrafficPeer{IP: "10.0.0.1", Internal: &matcher.InternalPeer{Namespace: e.Namespace, PodLabels: e.Labels, NamespaceLabels: map[string]string{"team": "t1"}}}
}
