package service

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
)

// examined is the Service under examination; nil, with a Skip said, where
// there is none or where it is an alias, which has no endpoints.
func examined(c *checks.Context) *corev1.Service {
	service := kube.ServiceNamed(evidence.Services.Of(c), c.Subject().Name)
	switch {
	case service == nil:
		c.Skip("there is no Service of this name")
		return nil
	case service.Spec.Type == corev1.ServiceTypeExternalName:
		c.Skip("the Service is an alias of %s and has no endpoints", service.Spec.ExternalName)
		return nil
	}
	return service
}

// headless reports whether a Service has no ClusterIP, so that its name
// answers with the addresses of the pods.
func headless(service *corev1.Service) bool { return service.Spec.ClusterIP == corev1.ClusterIPNone }

// settingsOnly is said of a headless Service without selector and addresses:
// operators such as Patroni's make some that hold settings and serve nobody.
const settingsOnly = "the Service is headless, without a selector and without an address: whether anybody is meant to answer cannot be told"

// backing are the pods that a Service selects and that neither ended nor are
// being deleted.
func backing(c *checks.Context, service *corev1.Service) []corev1.Pod {
	return kube.Live(kube.Selected(service, evidence.Pods.Of(c)))
}

// onlyReady are the pods that are ready.
func onlyReady(pods []corev1.Pod) []corev1.Pod {
	return slices.DeleteFunc(slices.Clone(pods), func(p corev1.Pod) bool { return !kube.Ready(&p) })
}

// crew are the pods of one workload.
type crew struct {
	workload evidence.Subject
	pods     []corev1.Pod
}

// crews groups pods by workload, in the order of the workloads.
func crews(pods []corev1.Pod) []crew {
	var list []crew
	for _, pod := range pods {
		owner := kube.Owner(&pod)
		i := slices.IndexFunc(list, func(x crew) bool { return x.workload == owner })
		if i < 0 {
			list, i = append(list, crew{workload: owner}), len(list)
		}
		list[i].pods = append(list[i].pods, pod)
	}
	slices.SortFunc(list, func(a, b crew) int { return a.workload.Compare(b.workload) })
	return list
}

// draining counts the addresses of pods that are being deleted but still
// serve: where nothing else is left, traffic goes to them
// (discovery.k8s.io/v1, EndpointConditions.serving).
func draining(list []discoveryv1.EndpointSlice) int {
	n := 0
	for _, slice := range list {
		for _, e := range slice.Endpoints {
			if t, s := e.Conditions.Terminating, e.Conditions.Serving; t != nil && *t && s != nil && *s {
				n += len(e.Addresses)
			}
		}
	}
	return n
}

// readyNodes are the nodes with a ready endpoint, sorted, and the number of
// ready endpoints that name no node.
func readyNodes(list []discoveryv1.EndpointSlice) (nodes []string, homeless int) {
	for _, slice := range list {
		for i := range slice.Endpoints {
			switch e := &slice.Endpoints[i]; {
			case !kube.EndpointReady(e):
			case e.NodeName == nil || *e.NodeName == "":
				homeless++
			case !slices.Contains(nodes, *e.NodeName):
				nodes = append(nodes, *e.NodeName)
			}
		}
	}
	slices.Sort(nodes)
	return nodes, homeless
}

// slicesLabel selects the EndpointSlices of a Service.
func slicesLabel(service string) string { return discoveryv1.LabelServiceName + "=" + service }

// translating is the Service under examination and its pods, where it maps its
// ports to theirs. Where it does not, it says why and returns nil.
func translating(c *checks.Context, headlessBecause string) (*corev1.Service, []corev1.Pod) {
	service := examined(c)
	if service == nil {
		return nil, nil
	}
	pods := backing(c, service)
	switch {
	case headless(service):
		c.Skip("%s", headlessBecause)
		return nil, nil
	case len(pods) == 0:
		c.Skip("the Service selects no pod now")
		return nil, nil
	}
	return service, pods
}
