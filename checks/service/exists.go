package service

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// Exists finds a Service that is called for and is not there, and says which
// one was probably meant.
var Exists = &checks.Check{
	ID:     "service.exists",
	Asks:   "Does the Service exist in the namespace where it is looked for?",
	Why:    "The name of a Service that does not exist does not resolve, and no address leads to it.",
	Limits: "Which Service was meant is a guess by its name; the verdict does not rest on it.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#namespaces-of-services"},
	For:    append(checks.Unreachable(), checks.IngressUnreachable, checks.DNSFails),
	Scope:  evidence.Service,
	Needs: []evidence.Need{
		evidence.Require(evidence.Services), evidence.IfFailed(evidence.ServicesNamed), evidence.Prefer(evidence.Namespaces),
	},
	Remedy: checks.Remedy{
		Says: "Call the Service by the name and namespace that it has (NAME.NAMESPACE from another namespace), or create it where it is looked for.",
		Verify: []string{
			"kubectl -n {{.namespace}} get services",
			"kubectl get services -A --field-selector {{.field}}",
		},
	},
	Eval: func(c *checks.Context) {
		services, name, namespace := evidence.Services.Of(c), c.Subject().Name, c.Subject().Namespace
		if service := kube.ServiceNamed(services, name); service != nil {
			kind := "ClusterIP"
			if service.Spec.Type != "" {
				kind = string(service.Spec.Type)
			}
			c.Pass("the Service exists, of type %s", kind)
			return
		}
		c.Set("field", "metadata.name="+name)
		if !namespaceExists(c, namespace) {
			c.Fail("there is no namespace %s, so no Service %s in it%s", namespace, name, elsewhere(c, namespace))
			return
		}
		var alike []string
		for i := range services {
			if kube.Alike(services[i].Name, name) {
				alike = append(alike, services[i].Name)
			}
		}
		similar := ""
		if len(alike) > 0 {
			similar = "; similar names there: " + checks.Names(alike)
		}
		c.Fail("namespace %s has %s but none named %s%s%s",
			namespace, checks.Count(len(services), "Service"), name, similar, elsewhere(c, namespace))
	},
}

// elsewhere tells which other namespaces have a Service of the name.
func elsewhere(c *checks.Context, namespace string) string {
	var namespaces []string
	for _, s := range evidence.ServicesNamed.Of(c) {
		if s.Namespace != namespace {
			namespaces = append(namespaces, s.Namespace)
		}
	}
	if len(namespaces) == 0 {
		return ""
	}
	return "; there is one of that name in namespace " + checks.Names(namespaces)
}

// namespaceExists is true also where the namespaces could not be read.
func namespaceExists(c *checks.Context, name string) bool {
	for _, n := range evidence.Namespaces.Of(c) {
		if n.Name == name {
			return true
		}
	}
	return !evidence.Namespaces.Seen(c) || len(evidence.Services.Of(c)) > 0
}
