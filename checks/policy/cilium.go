package policy

import (
	"maps"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// ciliumMaySelect reports whether a Cilium policy selects a pod for a
// direction, or may: a selector with keys that cannot be evaluated counts as
// fitting, so that only what surely does not fit is left out.
func ciliumMaySelect(p *evidence.CiliumPolicy, pod *corev1.Pod, way networkingv1.PolicyType) bool {
	rules := slices.Clone(p.Specs)
	if p.Spec != nil {
		rules = append(rules, *p.Spec)
	}
	return slices.ContainsFunc(rules, func(r evidence.CiliumRule) bool {
		governs := r.EnableDefault != nil || way == networkingv1.PolicyTypeIngress && (r.Ingress != nil || r.IngressDeny != nil) ||
			way == networkingv1.PolicyTypeEgress && (r.Egress != nil || r.EgressDeny != nil)
		return governs && r.EndpointSelector != nil && mayMatch(*r.EndpointSelector, pod)
	})
}

// namespaceKey is the label under which Cilium knows a pod's namespace.
const namespaceKey = "io.kubernetes.pod.namespace"

// mayMatch evaluates a Cilium selector as far as its keys are labels of the
// pod or its namespace.
func mayMatch(selector metav1.LabelSelector, pod *corev1.Pod) bool {
	known := metav1.LabelSelector{MatchLabels: map[string]string{}}
	for key, value := range selector.MatchLabels {
		if plain, ok := plainKey(key); ok {
			known.MatchLabels[plain] = value
		}
	}
	for _, e := range selector.MatchExpressions {
		if plain, ok := plainKey(e.Key); ok {
			e.Key = plain
			known.MatchExpressions = append(known.MatchExpressions, e)
		}
	}
	compiled, err := metav1.LabelSelectorAsSelector(&known)
	if err != nil {
		return true
	}
	set := labels.Set{namespaceKey: pod.Namespace}
	maps.Copy(set, pod.Labels)
	return compiled.Matches(set)
}

// plainKey strips the source that Cilium writes before a key ("k8s:app",
// "any:app"), and reports false where the key is no label of a pod.
func plainKey(key string) (string, bool) {
	if source, rest, found := strings.Cut(key, ":"); found {
		if source != "k8s" && source != "any" {
			return "", false
		}
		key = rest
	}
	return key, key == namespaceKey || !strings.HasPrefix(key, "io.cilium.") && !strings.HasPrefix(key, "io.kubernetes.")
}
