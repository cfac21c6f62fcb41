package service

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// beyond is what a Service leads to where that is no pod that it selects: a
// name outside the cluster, or addresses that somebody keeps. The API server's
// own Service needs no look: it has answered.
func beyond(c *checks.Context) string {
	service := kube.ServiceNamed(evidence.Services.Of(c), c.Subject().Name)
	switch {
	case service == nil || service.Name == "kubernetes" && service.Namespace == "default":
		return ""
	case service.Spec.Type == corev1.ServiceTypeExternalName:
		if _, _, inCluster := clusterName(strings.ToLower(strings.TrimSuffix(service.Spec.ExternalName, "."))); inCluster {
			return "" // asked in its own right
		}
		return service.Spec.ExternalName
	case len(service.Spec.Selector) == 0:
		return "the addresses that somebody keeps for it"
	}
	return ""
}
