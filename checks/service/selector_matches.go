package service

import (
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
	For:    append(checks.Unreachable(), checks.IngressUnreachable),
	Also:   []checks.Symptom{checks.DNSFails},
	Scope:  evidence.Service,
	Needs:  append(controllers(), evidence.Require(evidence.Services), evidence.Require(evidence.Pods)),
	Remedy: checks.Remedy{
		Says:    "Make the selector match the labels of the pods that should serve.",
		Changes: "Replaces the differing selector labels; traffic starts to flow to the pods that then match.",
		Fix:     []string{"kubectl -n {{.namespace}} patch service {{.name}} --type=merge -p {{.patch}}"},
		Verify: []string{
			"kubectl -n {{.namespace}} get endpointslices -l {{.slices}}",
			"kubectl -n {{.namespace}} get pods --show-labels",
		},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		if service == nil {
			return
		}
		pods, list := evidence.Pods.Of(c), templates(c, service)
		switch n := len(kube.Selected(service, pods)); {
		case len(service.Spec.Selector) == 0:
			c.Skip("the Service has no selector")
		case n > 0:
			c.Pass("the selector matches %s", checks.Count(n, "pod"))
		case len(list) > 0:
			c.Pass("the selector matches the pods of %s, which has none now", workloadNames(list))
		default:
			mismatch(c, service, pods)
		}
	},
}

func mismatch(c *checks.Context, service *corev1.Service, pods []corev1.Pod) {
	selector := service.Spec.Selector
	c.Set("slices", slicesLabel(service.Name))
	meant, differs := closest(selector, kube.Live(pods))
	switch {
	case len(pods) == 0:
		c.Fail("selector %s matches no pod: the namespace has none", selectorText(selector))
	case meant == nil:
		c.Fail("selector %s matches none of the %s in the namespace", selectorText(selector), checks.Count(len(pods), "pod"))
	case slip(differs, selector, meant.Labels):
		c.Relate(kube.Owner(meant))
		c.Set("patch", patch(differs, meant.Labels))
		c.Fail("selector %s matches none of %s; %s differs only in %s", selectorText(selector),
			checks.Count(len(pods), "pod"), kube.Owner(meant), differences(differs, selector, meant.Labels))
	default:
		c.Fail("selector %s matches none of %s; the nearest, of %s, differ in %s", selectorText(selector),
			checks.Count(len(pods), "pod"), kube.Owner(meant), differences(differs, selector, meant.Labels))
	}
}
