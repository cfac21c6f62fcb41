package service

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// SelectorNarrow finds a selector that takes in pods of a workload which is
// not made for the Service's port, such as a migration Job with the same label.
var SelectorNarrow = &checks.Check{
	ID:     "service.selector-narrow",
	Asks:   "Does the Service select only pods that are made for its ports?",
	Why:    "Every ready pod that a selector matches gets its share of the traffic, also one that does not serve the port.",
	Limits: "Declared container ports are information only: a pod may listen on a port that it does not declare.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/service/#services-in-kubernetes",
		"k8s.io/api/core/v1 Container.ports",
	},
	Also:   append(checks.Unreachable(), checks.Latency),
	Scope:  evidence.Service,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says: "Give the pods that should serve a label of their own and select it as well, or take the shared label off the others.",
		Verify: []string{
			"kubectl -n {{.namespace}} get pods -l {{.selector}} --show-labels",
			"kubectl -n {{.namespace}} get endpointslices -l {{.slices}}",
		},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		if service == nil {
			return
		}
		pods := backing(c, service)
		workloads := crews(pods)
		switch {
		case len(workloads) == 0:
			c.Skip("the Service selects no pod now")
			return
		case len(workloads) == 1:
			c.Pass("all selected pods belong to %s", workloads[0].workload)
			return
		}
		c.Set("selector", selectorText(service.Spec.Selector))
		c.Set("slices", slicesLabel(service.Name))
		c.Pass("the pods of %s are made for the same ports", checks.Count(len(workloads), "workload"))
		for i := range service.Spec.Ports {
			strangers(c, &service.Spec.Ports[i], workloads)
		}
	},
}

// strangers fails for the workloads that do not declare a port which others
// do. A named port is no matter: pods without it get none of its traffic.
func strangers(c *checks.Context, port *corev1.ServicePort, workloads []crew) {
	if byName(port) {
		return
	}
	var makers, others []crew
	number := int32(0)
	for _, w := range workloads {
		number, _ = kube.TargetPort(port, &w.pods[0])
		made := false
		for i := range w.pods {
			made = made || declares(&w.pods[i], number, kube.Protocol(port.Protocol))
		}
		if made {
			makers = append(makers, w)
		} else {
			others = append(others, w)
		}
	}
	if len(makers) == 0 {
		return // nobody declares it: declarations tell nothing here
	}
	for _, w := range others {
		c.Relate(w.workload)
		c.Fail("the selector also takes in %s of %s without the port %d that %s declares: a share of port %s goes there",
			checks.Count(len(w.pods), "pod"), w.workload, number, makers[0].workload, kube.PortText(port))
	}
}
