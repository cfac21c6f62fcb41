package kube

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// OwnName reports whether a host's name is one that the cluster's DNS gives to
// Services and pods, in full or as a search list completes it. The cluster's
// domain is taken to be cluster.local.
func OwnName(host string, namespaces []corev1.Namespace) bool {
	labels := strings.Split(strings.TrimSuffix(strings.ToLower(host), "."), ".")
	last := labels[len(labels)-1]
	switch {
	case len(labels) == 1 || last == "svc" || strings.HasSuffix(strings.Join(labels, "."), ".cluster.local"):
		return true
	case len(labels) > 2:
		return false
	}
	return slices.ContainsFunc(namespaces, func(n corev1.Namespace) bool { return n.Name == last })
}
