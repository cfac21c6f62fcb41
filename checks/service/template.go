package service

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// template is a workload as it is meant to be: the labels that its pods get,
// and how many it wants.
type template struct {
	workload evidence.Subject
	labels   map[string]string
	wants    int32
}

// controllers are the needs of templates.
func controllers() []evidence.Need {
	return []evidence.Need{evidence.Require(evidence.Deployments), evidence.Require(evidence.StatefulSets), evidence.Require(evidence.DaemonSets)}
}

// templates are the workloads of the namespace whose pods the Service would
// select, whether they have pods now or not.
func templates(c *checks.Context, service *corev1.Service) []template {
	var list []template
	for _, d := range evidence.Deployments.Of(c) {
		list = append(list, template{evidence.WorkloadOf("Deployment", d.Namespace, d.Name), d.Spec.Template.Labels, replicas(d.Spec.Replicas)})
	}
	for _, s := range evidence.StatefulSets.Of(c) {
		list = append(list, template{evidence.WorkloadOf("StatefulSet", s.Namespace, s.Name), s.Spec.Template.Labels, replicas(s.Spec.Replicas)})
	}
	for _, d := range evidence.DaemonSets.Of(c) {
		list = append(list, template{evidence.WorkloadOf("DaemonSet", d.Namespace, d.Name), d.Spec.Template.Labels, d.Status.DesiredNumberScheduled})
	}
	return slices.DeleteFunc(list, func(t template) bool { return !covers(service.Spec.Selector, t.labels) })
}

// wanting are the templates that want at least one pod.
func wanting(list []template) []template {
	return slices.DeleteFunc(slices.Clone(list), func(t template) bool { return t.wants == 0 })
}

// replicas is a number of replicas with the API's default, 1.
func replicas(n *int32) int32 {
	if n == nil {
		return 1
	}
	return *n
}

func workloadNames(list []template) string {
	var names []string
	for _, t := range list {
		names = append(names, t.workload.Kind+" "+t.workload.Name)
	}
	return checks.Names(names)
}

// resource is a workload as kubectl takes it: "deployment/web".
func (t template) resource() string { return strings.ToLower(t.workload.Kind) + "/" + t.workload.Name }
