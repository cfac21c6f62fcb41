package policy

import (
	"encoding/json"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// SelectsSomething finds policies that protect nothing for a slip in a label.
var SelectsSomething = &checks.Check{
	ID:     "policy.selects-something",
	Asks:   "Does every NetworkPolicy of the namespace select pods?",
	Why:    "A policy whose selector is mistyped governs nothing: what it should deny is open, and what it should allow stays denied by others.",
	Limits: "A policy may be meant for pods that do not run now, such as those of a CronJob; it fails only where a label looks like a slip.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   append(checks.Unreachable(), checks.DNSFails),
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{
		evidence.Require(evidence.NetworkPolicies), evidence.Require(evidence.Pods),
		evidence.Require(evidence.Deployments), evidence.Require(evidence.StatefulSets), evidence.Require(evidence.DaemonSets),
	},
	Remedy: checks.Remedy{
		Says:    "Correct the label in the policy's podSelector.",
		Changes: "The policy begins to govern the pods: what no policy allows them is denied from then on.",
		Fix:     []string{"kubectl -n {{.name}} patch networkpolicy {{.policy}} --type=merge -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.name}} describe networkpolicy {{.policy}}"},
	},
	Eval: func(c *checks.Context) {
		policies, sets := evidence.NetworkPolicies.Of(c), labelled(c)
		if len(policies) == 0 {
			c.Skip("the namespace has no NetworkPolicy")
			return
		}
		for _, p := range policies {
			selector, err := metav1.LabelSelectorAsSelector(&p.Spec.PodSelector)
			if err != nil {
				c.Unknown("the selector of NetworkPolicy %s cannot be read", p.Name)
				continue
			}
			if selector.Empty() || slices.ContainsFunc(sets, func(s labels.Set) bool { return selector.Matches(s) }) {
				continue
			}
			if key, meant := near(&p.Spec.PodSelector, sets); key != "" {
				c.Blame("NetworkPolicy", p.Namespace, p.Name)
				c.Set("policy", p.Name)
				c.Set("patch", relabel(key, meant))
				c.Fail("NetworkPolicy %s selects %s=%s, which no pod has; there are pods with %s=%s", p.Name, key, p.Spec.PodSelector.MatchLabels[key], key, meant)
				continue
			}
			c.Unknown("NetworkPolicy %s selects no pod now; whether it is meant for pods to come is not known", p.Name)
		}
		c.Pass("each of %s selects pods", checks.Count(len(policies), "NetworkPolicy"))
	},
}

// labelled are the labels of all pods, and of those that controllers would make.
func labelled(c *checks.Context) (sets []labels.Set) {
	for _, p := range evidence.Pods.Of(c) {
		sets = append(sets, p.Labels)
	}
	for _, d := range evidence.Deployments.Of(c) {
		sets = append(sets, d.Spec.Template.Labels)
	}
	for _, s := range evidence.StatefulSets.Of(c) {
		sets = append(sets, s.Spec.Template.Labels)
	}
	for _, d := range evidence.DaemonSets.Of(c) {
		sets = append(sets, d.Spec.Template.Labels)
	}
	return sets
}

// relabel is the merge patch that sets one label of a policy's selector.
func relabel(key, value string) string {
	text, err := json.Marshal(map[string]any{"spec": map[string]any{"podSelector": map[string]any{"matchLabels": map[string]string{key: value}}}})
	if err != nil {
		panic(err) // strings always marshal
	}
	return string(text)
}
