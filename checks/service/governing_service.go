package service

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// GoverningService finds a StatefulSet whose serviceName leads to no Service
// that selects its pods, so that the pods have no names in DNS.
var GoverningService = &checks.Check{
	ID:     "service.governing-service",
	Asks:   "Does the StatefulSet's Service give its pods their names?",
	Why:    "The names of single pods (POD.SERVICE.NAMESPACE.svc) come from the Service that serviceName names; without it no member finds another.",
	Limits: "Whether anyone uses the pods' own names cannot be seen. A pod that is not ready has no name either, unless publishNotReadyAddresses is set.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id",
		"k8s.io/api/apps/v1 StatefulSetSpec.serviceName",
		"https://github.com/coredns/coredns/blob/v1.12.0/plugin/kubernetes/kubernetes.go (findServices)",
	},
	// Required where names do not resolve; elsewhere nobody may use the pods' names.
	For:   []checks.Symptom{checks.DNSFails},
	Scope: evidence.Workload,
	Needs: []evidence.Need{evidence.Require(evidence.StatefulSets), evidence.Require(evidence.Services)},
	Remedy: checks.Remedy{
		Says: "Create a headless Service (clusterIP: None) of that name which selects the pods; serviceName itself cannot be changed.",
		Verify: []string{
			"kubectl -n {{.namespace}} get service {{.service}}",
			"kubectl -n {{.namespace}} get endpointslices -l {{.slices}}",
		},
	},
	Eval: func(c *checks.Context) {
		if c.Subject().Kind != "StatefulSet" {
			c.Skip("the workload is no StatefulSet")
			return
		}
		for _, s := range evidence.StatefulSets.Of(c) {
			if s.Name == c.Subject().Name {
				governed(c, &s)
				return
			}
		}
		c.Skip("there is no StatefulSet of this name")
	},
}

func governed(c *checks.Context, set *appsv1.StatefulSet) {
	name := set.Spec.ServiceName
	if name == "" {
		c.Skip("the StatefulSet names no Service: its pods are not meant to have names")
		return
	}
	c.Set("service", name)
	c.Set("slices", slicesLabel(name))
	c.Blame("Service", set.Namespace, name)
	c.Relate(evidence.Of(evidence.Service, set.Namespace, name))
	service := kube.ServiceNamed(evidence.Services.Of(c), name)
	switch {
	case service == nil:
		c.Fail("serviceName is %s, but there is no such Service: names such as %s-0.%s do not resolve", name, set.Name, name)
	case service.Spec.Type == corev1.ServiceTypeExternalName:
		c.Fail("serviceName is %s, which is an alias of %s: names such as %s-0.%s do not resolve", name, service.Spec.ExternalName, set.Name, name)
	case len(service.Spec.Selector) == 0:
		c.Unknown("Service %s has no selector: whether its hand-made endpoints carry the pods' host names is not judged", name)
	case !covers(service.Spec.Selector, set.Spec.Template.Labels):
		c.Fail("Service %s selects %s, which the pods do not have: names such as %s-0.%s do not resolve",
			name, selectorText(service.Spec.Selector), set.Name, name)
	case !headless(service):
		c.Pass("Service %s selects the pods; it is not headless, but CoreDNS answers for their names all the same", name)
	default:
		c.Pass("headless Service %s selects the pods", name)
	}
}
