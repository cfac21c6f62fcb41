package reach

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cilium/cilium/pkg/policy/types"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// words is a selector in the words of those who write policies.
func words(s types.Selector) string {
	if s.IsWildcard() {
		return "anybody"
	}
	if f, ok := s.GetFQDNSelector(); ok {
		return "host name " + f.MatchName + f.MatchPattern
	}
	labels, ok := s.(*types.LabelSelector)
	if !ok {
		block, except, some := strings.Cut(strings.ReplaceAll(s.Key(), "cidr:", ""), "-[")
		if some {
			block += " except " + strings.TrimSuffix(except, "]")
		}
		if group, is := strings.CutPrefix(block, "cidrgroup:io.cilium.policy.cidrgroupname/"); is {
			return "CIDR group " + group
		}
		if strings.HasPrefix(block, "&LabelSelector{") {
			return "a CIDR group that it selects by labels" // written as Go would print it
		}
		return "addresses " + block
	}
	text, err := labels.MarshalJSON()
	if err != nil {
		return s.String()
	}
	var selector metav1.LabelSelector
	if json.Unmarshal(text, &selector) != nil {
		return s.String()
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(selector.MatchLabels)) {
		parts = append(parts, part(key, metav1.LabelSelectorOpIn, selector.MatchLabels[key]))
	}
	for _, m := range selector.MatchExpressions {
		parts = append(parts, part(m.Key, m.Operator, m.Values...))
	}
	return strings.Join(parts, ", ")
}

// part is one requirement of a selector.
func part(key string, is metav1.LabelSelectorOperator, values ...string) string {
	if entity, reserved := strings.CutPrefix(key, "reserved:"); reserved {
		return "entity " + entity
	}
	key = strings.TrimPrefix(strings.TrimPrefix(key, "any:"), "k8s:")
	key = strings.Replace(key, "node:", "node label ", 1)
	key = strings.Replace(key, "io.cilium.k8s.namespace.labels.", "namespace label ", 1)
	key = strings.Replace(key, "io.kubernetes.pod.namespace", "namespace", 1)
	key = strings.Replace(key, "io.cilium.k8s.policy.serviceaccount", "service account", 1)
	value := strings.Join(values, " or ")
	switch {
	case key == "namespace" && is == metav1.LabelSelectorOpExists:
		return "any namespace"
	case key == "namespace" && is == metav1.LabelSelectorOpIn:
		return "namespace " + value
	case key == "io.cilium.k8s.policy.cluster":
		return "any pod of this cluster"
	}
	switch is {
	case metav1.LabelSelectorOpIn:
		return fmt.Sprintf("%s=%s", key, value)
	case metav1.LabelSelectorOpNotIn:
		return fmt.Sprintf("%s not %s", key, value)
	case metav1.LabelSelectorOpDoesNotExist:
		return "no " + key
	}
	return "some " + key
}
