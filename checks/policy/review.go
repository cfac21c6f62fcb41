package policy

import (
	"fmt"
	"maps"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// seePolicy shows a NetworkPolicy that a review of its namespace found fault with.
const seePolicy = "kubectl -n {{.name}} get networkpolicy {{.policy}} -o yaml"

// rule is one rule of a NetworkPolicy, whichever its direction.
type rule struct {
	says  string // "NetworkPolicy web, ingress[0]"
	way   networkingv1.PolicyType
	peers []networkingv1.NetworkPolicyPeer
	ports []networkingv1.NetworkPolicyPort
}

// peer names one of the rule's peers.
func (r rule) peer(i int) string {
	return fmt.Sprintf("%s.%s[%d]", r.says, map[networkingv1.PolicyType]string{"Ingress": "from", "Egress": "to"}[r.way], i)
}

// rules are those that a policy applies.
func rules(p *networkingv1.NetworkPolicy) (list []rule) {
	for i, r := range p.Spec.Ingress {
		if governs(p, networkingv1.PolicyTypeIngress) {
			list = append(list, rule{fmt.Sprintf("NetworkPolicy %s, ingress[%d]", p.Name, i), networkingv1.PolicyTypeIngress, r.From, r.Ports})
		}
	}
	for i, r := range p.Spec.Egress {
		if governs(p, networkingv1.PolicyTypeEgress) {
			list = append(list, rule{fmt.Sprintf("NetworkPolicy %s, egress[%d]", p.Name, i), networkingv1.PolicyTypeEgress, r.To, r.Ports})
		}
	}
	return list
}

// reviewRules looks at each rule of the namespace's NetworkPolicies. It skips
// where there is none, and passes where no look finds fault.
func reviewRules(c *checks.Context, well string, look func(*networkingv1.NetworkPolicy, rule)) {
	count := 0
	for i := range evidence.NetworkPolicies.Of(c) {
		p := &evidence.NetworkPolicies.Of(c)[i]
		for _, r := range rules(p) {
			count++
			look(p, r)
		}
	}
	if count == 0 {
		c.Skip("no NetworkPolicy of the namespace has a rule")
		return
	}
	c.Pass("%s in %s", well, checks.Count(count, "rule"))
}

// blame names a NetworkPolicy of the namespace as the culprit.
func blame(c *checks.Context, p *networkingv1.NetworkPolicy) {
	c.Blame("NetworkPolicy", p.Namespace, p.Name)
	c.Set("policy", p.Name)
}

// fits reports whether any of some sets of labels match a selector; a selector
// that cannot be read may match any.
func fits(s *metav1.LabelSelector, sets []labels.Set) bool {
	compiled, err := metav1.LabelSelectorAsSelector(s)
	return err != nil || compiled.Empty() || slices.ContainsFunc(sets, func(l labels.Set) bool { return compiled.Matches(l) })
}

// near is a label that, written as one of the sets has it, would make the
// selector match, and looks like the same word mistyped.
func near(s *metav1.LabelSelector, sets []labels.Set) (key, meant string) {
	for _, key := range slices.Sorted(maps.Keys(s.MatchLabels)) {
		var fitting []string
		for _, set := range sets {
			right := s.DeepCopy()
			right.MatchLabels[key] = set[key]
			if kube.Alike(set[key], s.MatchLabels[key]) && fits(right, []labels.Set{set}) {
				fitting = append(fitting, set[key])
			}
		}
		if len(fitting) > 0 {
			return key, slices.Min(fitting)
		}
	}
	return "", ""
}

// selected are the namespace's living pods that a policy selects.
func selected(c *checks.Context, p *networkingv1.NetworkPolicy) []corev1.Pod {
	return kube.Keep(kube.Live(evidence.Pods.Of(c)), func(pod *corev1.Pod) bool {
		return fits(&p.Spec.PodSelector, []labels.Set{pod.Labels})
	})
}
