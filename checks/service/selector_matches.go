package service

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// SelectorMatches finds a selector that matches no pod, says which label
// differs, and which workload was probably meant.
var SelectorMatches = &checks.Check{
	ID:     "service.selector-matches",
	Asks:   "Does the Service's selector match any pod?",
	Why:    "A Service whose selector matches no pod has no endpoints: every connection is refused or times out.",
	Limits: "Which workload was meant is a guess by the labels that do match; the verdict does not rest on it.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service"},
	For:    checks.Unreachable(),
	Also:   []checks.Symptom{checks.IngressUnreachable, checks.DNSFails},
	Scope:  evidence.Service,
	Needs:  []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.Pods), evidence.Require(evidence.Deployments)},
	Remedy: checks.Remedy{
		Says:    "Make the selector match the labels of the pods that should serve.",
		Changes: "Replaces the differing selector labels; traffic starts to flow to the pods that then match.",
		Fix:     []string{"kubectl -n {{.namespace}} patch service {{.name}} --type=merge -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get endpointslices -l {{.slices}}"},
	},
	Eval: func(c *checks.Context) {
		service := kube.ServiceNamed(evidence.Services.Of(c), c.Subject().Name)
		pods, deployments := evidence.Pods.Of(c), evidence.Deployments.Of(c)
		switch {
		case service == nil:
			c.Skip("there is no Service of this name")
			return
		case len(service.Spec.Selector) == 0:
			c.Skip("the Service has no selector")
			return
		}
		if n := len(kube.Selected(service, pods)); n > 0 {
			c.Pass("the selector matches %s", checks.Count(n, "pod"))
			return
		}
		for _, d := range deployments {
			if covers(service.Spec.Selector, d.Spec.Template.Labels) {
				c.Pass("the selector matches the pods of Deployment %s, which has none now", d.Name)
				return
			}
		}
		c.Set("slices", "kubernetes.io/service-name="+service.Name)
		meant, differs := closest(service.Spec.Selector, pods)
		if meant == nil {
			c.Fail("selector %s matches none of the %s in the namespace", selectorText(service.Spec.Selector), checks.Count(len(pods), "pod"))
			return
		}
		owner := kube.Owner(meant)
		c.Relate(owner)
		c.Set("patch", patch(differs, meant.Labels))
		c.Fail("selector %s matches none of %s; %s differs only in %s", selectorText(service.Spec.Selector),
			checks.Count(len(pods), "pod"), owner, differences(differs, service.Spec.Selector, meant.Labels))
	},
}

func covers(selector, labels map[string]string) bool {
	for k, v := range selector {
		if labels[k] != v {
			return false
		}
	}
	return len(selector) > 0
}

// closest is the pod that shares the most selector labels, and the selector
// keys in which it differs. A pod is only meant if at least one label fits, or
// a differing value looks like a slip of the same word.
func closest(selector map[string]string, pods []corev1.Pod) (meant *corev1.Pod, differs []string) {
	best := 0
	for i := range pods {
		score := 0
		var keys []string
		for _, k := range slices.Sorted(maps.Keys(selector)) {
			switch have, there := pods[i].Labels[k]; {
			case there && have == selector[k]:
				score += 4
			case there && kube.Alike(have, selector[k]):
				score += 3
				keys = append(keys, k)
			default:
				keys = append(keys, k)
			}
		}
		if score > best {
			best, meant, differs = score, &pods[i], keys
		}
	}
	return meant, differs
}

func differences(keys []string, selector, labels map[string]string) string {
	var parts []string
	for _, k := range keys {
		have, there := labels[k]
		if !there {
			have = "(absent)"
		}
		parts = append(parts, fmt.Sprintf("%s: the Service selects %q, the pods have %q", k, selector[k], have))
	}
	return strings.Join(parts, ", ")
}

func selectorText(selector map[string]string) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(selector)) {
		parts = append(parts, k+"="+selector[k])
	}
	return strings.Join(parts, ",")
}

// patch is the merge patch that makes the selector match; a label that the
// pods lack is taken out of the selector.
func patch(keys []string, labels map[string]string) string {
	var parts []string
	for _, k := range keys {
		value := "null"
		if v, there := labels[k]; there {
			value = fmt.Sprintf("%q", v)
		}
		parts = append(parts, fmt.Sprintf("%q:%s", k, value))
	}
	return `{"spec":{"selector":{` + strings.Join(parts, ",") + `}}}`
}
