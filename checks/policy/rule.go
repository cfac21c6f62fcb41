package policy

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// identifying are the labels that say what a pod is, where it has them.
var identifying = []string{"app.kubernetes.io/name", "app.kubernetes.io/instance", "app", "k8s-app"}

// who is how a rule selects a pod and its successors; keys begin with their
// source where a dialect asks for it.
func who(pod *corev1.Pod, source string) object {
	labels, chosen := lasting(pod.Labels), object{}
	for key, value := range labels {
		if slices.Contains(identifying, key) {
			chosen[source+key] = value
		}
	}
	if len(chosen) == 0 {
		for key, value := range labels {
			chosen[source+key] = value
		}
	}
	return chosen
}

// rulesIn are a Cilium policy's rules.
func rulesIn(p *evidence.CiliumPolicy) []evidence.CiliumRule {
	rules := slices.Clone(p.Specs)
	if p.Spec != nil {
		rules = append(rules, *p.Spec)
	}
	return rules
}

// made is a value as another type reads it.
func made[T any](value any) (t T) {
	if err := json.Unmarshal(text(value), &t); err != nil {
		panic(fmt.Sprintf("a rule reads as none: %v", err))
	}
	return t
}

func text(value any) []byte {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err) // plain data always marshals
	}
	return data
}
