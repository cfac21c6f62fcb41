package policy

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	"github.com/netwhy/netwhy/checks/ruleset"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// everyPolicy is what must be read before a denial is proven: the pods, the
// policies of every dialect, and what enforces them.
var everyPolicy = []evidence.Need{
	evidence.Require(evidence.Pods), evidence.Require(evidence.NetworkPolicies),
	evidence.RequireIfInstalled(evidence.CiliumNetworkPolicies), evidence.RequireIfInstalled(evidence.CiliumClusterwideNetworkPolicies),
	evidence.RequireIfInstalled(evidence.CalicoPolicies), evidence.RequireIfInstalled(evidence.CalicoGlobalPolicies),
	evidence.RequireIfInstalled(evidence.AdminPolicies), evidence.RequireIfInstalled(evidence.ClusterPolicies),
	evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.CiliumConfig),
	evidence.Require(evidence.AzureNPM), evidence.Require(evidence.CalicoNode),
}

// ruling is which policies decide about a pod in one direction.
type ruling struct {
	standard []networkingv1.NetworkPolicy // that select the pod
	other    []string                     // of other dialects that select it, or may
}

func rulingOf(c *checks.Context, pod *corev1.Pod, way networkingv1.PolicyType) (r ruling) {
	for _, p := range evidence.NetworkPolicies.Of(c) {
		selector, err := metav1.LabelSelectorAsSelector(&p.Spec.PodSelector)
		if err == nil && selector.Matches(labels.Set(pod.Labels)) && governs(&p, way) {
			r.standard = append(r.standard, p)
		}
	}
	for _, p := range slices.Concat(evidence.CiliumNetworkPolicies.Of(c), evidence.CiliumClusterwideNetworkPolicies.Of(c)) {
		if ciliumMaySelect(&p, pod, way) {
			r.other = append(r.other, ruleset.KindOf(p.TypeMeta, "Cilium policy")+" "+p.Name)
		}
	}
	for _, p := range slices.Concat(evidence.CalicoPolicies.Of(c), evidence.CalicoGlobalPolicies.Of(c), evidence.AdminPolicies.Of(c), evidence.ClusterPolicies.Of(c)) {
		r.other = append(r.other, ruleset.KindOf(p.TypeMeta, "policy")+" "+p.Name)
	}
	return r
}

// governs reports whether a policy has a say in a direction. Without policy
// types, ingress is governed always and egress where there are egress rules.
func governs(p *networkingv1.NetworkPolicy, way networkingv1.PolicyType) bool {
	if len(p.Spec.PolicyTypes) > 0 {
		return slices.Contains(p.Spec.PolicyTypes, way)
	}
	return way == networkingv1.PolicyTypeIngress || len(p.Spec.Egress) > 0
}

func (r ruling) names() string {
	var names []string
	for _, p := range r.standard {
		names = append(names, p.Name)
	}
	if len(names) == 1 {
		return "NetworkPolicy " + names[0]
	}
	return "NetworkPolicies " + checks.Names(names)
}

// governed are the workload's living pods that policies can reach: those on
// the host's network escape them. It answers Skip where there are none.
func governed(c *checks.Context) []corev1.Pod {
	pods := kube.Live(kube.PodsOf(c.Subject(), evidence.Pods.Of(c)))
	inside := slices.DeleteFunc(slices.Clone(pods), func(p corev1.Pod) bool { return p.Spec.HostNetwork })
	switch {
	case len(pods) == 0:
		c.Skip("the workload has no living pod")
	case len(inside) == 0:
		c.Skip("the pods stand on the host's network, where network policies do not reach")
	}
	return inside
}
