package workload

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// HostNetwork finds NetworkPolicies that select pods of the node's network,
// which they do not reach.
var HostNetwork = &checks.Check{
	ID:     "workload.host-network",
	Asks:   "Are the workload's pods within reach of the NetworkPolicies that select them?",
	Why:    "A pod with hostNetwork has its node's address and identity: policies that select it have no effect, and rules that allow it by its labels do not match its traffic.",
	Limits: "Policies of Cilium's own kinds are not looked at.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods"},
	Also:   append(checks.Unreachable(), checks.PolicyReview),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.NetworkPolicies)},
	Remedy: checks.Remedy{
		Says:   "Take the pods off the host network, or guard their ports by the subnet's network security group.",
		Verify: []string{"kubectl -n {{.namespace}} get networkpolicy {{.policy}} -o yaml"},
	},
	Eval: func(c *checks.Context) {
		pods := kube.Keep(livePods(c), func(p *corev1.Pod) bool { return p.Spec.HostNetwork })
		var names []string
		for _, policy := range evidence.NetworkPolicies.Of(c) {
			selector, err := metav1.LabelSelectorAsSelector(&policy.Spec.PodSelector)
			if err != nil {
				continue // the API server lets none in that does not parse
			}
			if slices.ContainsFunc(pods, func(p corev1.Pod) bool { return selector.Matches(labels.Set(p.Labels)) }) {
				names = append(names, policy.Name)
			}
		}
		switch {
		case len(pods) == 0:
			c.Pass("no live pod uses the host's network")
		case len(names) == 0:
			c.Pass("%s on the host's network, and no NetworkPolicy selects them", checks.Count(len(pods), "pod"))
		default:
			c.Set("policy", names[0])
			c.Fail("%s on the host's network, which NetworkPolicy %s selects without effect", checks.Count(len(pods), "pod"), checks.Names(names))
		}
	},
}
