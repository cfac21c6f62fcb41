package plan

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
)

func lower(s string) string { return strings.ToLower(s) }

// mostNodes bounds how many nodes of one question are examined one by one.
const mostNodes = 200

// expand adds to subjects what stands around them on the path: a namespace's
// Services and workloads, a Service's workloads, a workload's Services, the
// nodes of their pods, and the Ingresses and routes that lead to them.
func (r *resolver) expand(heads []evidence.Subject) (list []evidence.Subject) {
	for _, s := range heads {
		list = add(list, s)
		ns := evidence.Of(evidence.Namespace, "", s.InNamespace())
		switch s.Scope {
		case evidence.Cluster:
			var nodes []evidence.Subject
			for _, n := range see(&r.eyes, evidence.Nodes, evidence.TheCluster) {
				nodes = append(nodes, evidence.Of(evidence.Node, "", n.Name))
			}
			list = add(list, nodes...)
			r.distant(see(&r.eyes, evidence.Nodes, evidence.TheCluster))
		case evidence.Namespace:
			content := r.content(ns)
			if list = add(list, content...); len(content) == 0 && r.saw(evidence.Pods.Meta) && len(see(&r.eyes, evidence.Pods, ns)) == 0 {
				r.note("Namespace %s holds no Service, no workload and no pod that could be examined.", s.Name)
				r.target.Missing = append(r.target.Missing, "anything in namespace "+s.Name)
			}
		case evidence.Service:
			list = add(list, ns)
			list = add(list, r.behind(s, ns)...)
			list = add(list, r.fronts(s, ns)...)
		case evidence.Workload:
			list = add(list, ns)
			list = add(list, r.servicesOf(s, ns)...)
		case evidence.Ingress, evidence.HTTPRoute, evidence.Gateway:
			list = add(list, ns)
			list = add(list, r.routed(s, ns)...)
		}
	}
	list = add(list, r.nodesOf(list)...)
	slices.SortFunc(list, evidence.Subject.Compare)
	return list
}

// inside are the Services, pods and controllers of a namespace.
func inside(ns evidence.Subject) []evidence.Want {
	return wants(ns, evidence.Services.Meta, evidence.Pods.Meta, evidence.Deployments.Meta, evidence.StatefulSets.Meta, evidence.DaemonSets.Meta)
}

// content is what a namespace holds.
func (r *resolver) content(ns evidence.Subject) (list []evidence.Subject) {
	first := inside(ns)
	if r.entrance() {
		first = append(first, wants(ns, evidence.Ingresses.Meta, evidence.HTTPRoutes.Meta)...)
		first = append(first, wants(evidence.TheCluster, evidence.Gateways.Meta)...)
	}
	r.ahead(first)
	for _, s := range see(&r.eyes, evidence.Services, ns) {
		list = add(list, evidence.Of(evidence.Service, s.Namespace, s.Name))
	}
	idle := r.idle(ns)
	for _, w := range r.workloads(ns) {
		if !slices.Contains(idle, w) {
			list = add(list, w)
		}
	}
	if !r.entrance() {
		return list
	}
	for _, i := range see(&r.eyes, evidence.Ingresses, ns) {
		list = add(list, evidence.Of(evidence.Ingress, i.Namespace, i.Name))
	}
	for _, h := range see(&r.eyes, evidence.HTTPRoutes, ns) {
		route := evidence.Of(evidence.HTTPRoute, h.Namespace, h.Name)
		list = add(list, route)
		list = add(list, r.routed(route, ns)...)
	}
	for _, g := range see(&r.eyes, evidence.Gateways, evidence.TheCluster) {
		if g.Namespace != ns.Name {
			continue
		}
		gateway := evidence.Of(evidence.Gateway, g.Namespace, g.Name)
		list = add(list, gateway)
		if slices.Contains(r.symptoms, checks.IngressUnreachable) { // a review of it is none of all that it serves
			list = add(list, r.routed(gateway, ns)...)
		}
	}
	return list
}

// entrance reports whether the question is about ways into the cluster.
func (r *resolver) entrance() bool {
	return slices.Contains(r.symptoms, checks.IngressUnreachable) || slices.Contains(r.symptoms, checks.HealthReview)
}

// workloads are a namespace's workloads: the owners of its living pods, and
// controllers that have none.
func (r *resolver) workloads(ns evidence.Subject) (list []evidence.Subject) {
	for _, p := range kube.Live(see(&r.eyes, evidence.Pods, ns)) {
		list = add(list, kube.Owner(&p))
	}
	for _, d := range see(&r.eyes, evidence.Deployments, ns) {
		list = add(list, evidence.WorkloadOf("Deployment", d.Namespace, d.Name))
	}
	for _, s := range see(&r.eyes, evidence.StatefulSets, ns) {
		list = add(list, evidence.WorkloadOf("StatefulSet", s.Namespace, s.Name))
	}
	for _, d := range see(&r.eyes, evidence.DaemonSets, ns) {
		list = add(list, evidence.WorkloadOf("DaemonSet", d.Namespace, d.Name))
	}
	return list
}

// behind are the workloads that a Service leads to, also those that have no
// pod at the moment.
func (r *resolver) behind(service, ns evidence.Subject) (list []evidence.Subject) {
	r.ahead(wants(ns, evidence.Services.Meta, evidence.Pods.Meta, evidence.Deployments.Meta, evidence.StatefulSets.Meta))
	found := kube.ServiceNamed(see(&r.eyes, evidence.Services, ns), service.Name)
	if found == nil || len(found.Spec.Selector) == 0 {
		return nil
	}
	for _, p := range kube.Selected(found, kube.Live(see(&r.eyes, evidence.Pods, ns))) {
		list = add(list, kube.Owner(&p))
	}
	selector := labels.SelectorFromSet(found.Spec.Selector)
	for _, d := range see(&r.eyes, evidence.Deployments, ns) {
		if selector.Matches(labels.Set(d.Spec.Template.Labels)) {
			list = add(list, evidence.WorkloadOf("Deployment", d.Namespace, d.Name))
		}
	}
	for _, s := range see(&r.eyes, evidence.StatefulSets, ns) {
		if selector.Matches(labels.Set(s.Spec.Template.Labels)) {
			list = add(list, evidence.WorkloadOf("StatefulSet", s.Namespace, s.Name))
		}
	}
	return list
}

// servicesOf are the Services that select a workload's pods.
func (r *resolver) servicesOf(workload, ns evidence.Subject) (list []evidence.Subject) {
	pods := kube.PodsOf(workload, see(&r.eyes, evidence.Pods, ns))
	for _, s := range see(&r.eyes, evidence.Services, ns) {
		if len(kube.Selected(&s, pods)) > 0 {
			list = add(list, evidence.Of(evidence.Service, s.Namespace, s.Name))
		}
	}
	return list
}

// nodesOf are the nodes that run the pods of the list's workloads.
func (r *resolver) nodesOf(list []evidence.Subject) (nodes []evidence.Subject) {
	byNamespace := map[string][]corev1.Pod{}
	for _, w := range of(evidence.Workload, list) {
		pods, read := byNamespace[w.Namespace]
		if !read {
			pods = kube.Live(see(&r.eyes, evidence.Pods, evidence.Of(evidence.Namespace, "", w.Namespace)))
			byNamespace[w.Namespace] = pods
		}
		for i := range pods {
			if pods[i].Spec.NodeName != "" && kube.Owner(&pods[i]) == w {
				nodes = add(nodes, evidence.Of(evidence.Node, "", pods[i].Spec.NodeName))
			}
		}
	}
	slices.SortFunc(nodes, evidence.Subject.Compare)
	if len(nodes) > mostNodes {
		r.note("The pods run on %d nodes; the first %d by name are examined.", len(nodes), mostNodes)
		r.target.Missing = append(r.target.Missing, "the other nodes")
		nodes = nodes[:mostNodes]
	}
	return nodes
}

func parent(own, name string, namespace *string) evidence.Subject {
	if namespace != nil {
		own = *namespace
	}
	return evidence.Of(evidence.Gateway, own, name)
}
