package ingress

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// BackendPort finds a rule that names a port which its Service does not have.
var BackendPort = &checks.Check{
	ID:     "ingress.backend-port",
	Asks:   "Does every Service that the Ingress leads to have the port that is asked for?",
	Why:    "A port that the Service does not have leads nowhere: the controller answers 503.",
	Limits: "Several controllers accept the pods' port in place of the Service's; where that is not certain the answer is unknown.",
	Refs: []string{
		"https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/#IngressBackend",
		"https://github.com/kubernetes/ingress-nginx/blob/controller-v1.12.0/internal/ingress/controller/controller.go (serviceEndpoints)",
	},
	For:   []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused},
	Scope: evidence.Ingress,
	Needs: []evidence.Need{evidence.Require(evidence.Ingresses), evidence.Require(evidence.Services), evidence.Prefer(evidence.IngressClasses)},
	Remedy: checks.Remedy{
		Says:    "Let the rule name a port of the Service, not of the pods behind it.",
		Changes: "Requests of that rule go to the only port that the Service has.",
		Fix:     []string{"kubectl -n {{.namespace}} patch ingress {{.name}} --type=json -p {{.patch}}"},
		Verify:  []string{"kubectl -n {{.namespace}} describe ingress {{.name}}", "kubectl -n {{.namespace}} get service {{.service}}"},
	},
	Eval: func(c *checks.Context) {
		services, classes := evidence.Services.Of(c), evidence.IngressClasses.Of(c)
		ingress := find(c, evidence.Ingresses.Of(c))
		if ingress == nil {
			return
		}
		class, _ := className(ingress)
		c.Skip("the Ingress leads to no Service whose ports could be compared")
		for _, r := range rules(ingress) {
			if r.backend.Service == nil {
				continue
			}
			service := kube.ServiceNamed(services, r.backend.Service.Name)
			if service == nil || external(service) || len(service.Spec.Ports) == 0 {
				continue
			}
			exact, byTarget := ports(service, r.backend.Service.Port)
			switch asked := portText(r.backend.Service.Port); {
			case exact:
				c.Pass("the Services have the ports that the rules ask for")
			case byTarget && nginx(classNamed(classes, class)):
				c.Pass("port %s is the pods' port behind Service %s, which ingress-nginx accepts", asked, service.Name)
			case byTarget:
				c.Unknown("%s asks for port %s, which is the pods' port behind Service %s and not its own; only the controller knows whether it accepts that", r, asked, service.Name)
			default:
				c.Confine(r.host)
				c.Set("service", service.Name)
				if len(service.Spec.Ports) == 1 {
					only := networkingv1.ServiceBackendPort{Number: service.Spec.Ports[0].Port}
					c.Set("patch", replace(r.pointer+"/service/port", r.backend.Service.Port, only))
				}
				c.Relate(evidence.Of(evidence.Service, service.Namespace, service.Name))
				c.Fail("%s asks for port %s of Service %s, which has %s", r, asked, service.Name, portsText(service))
			}
		}
	},
}

// ports reports whether a Service has a port, and whether the port is at least
// the pods' port behind one of its own.
func ports(service *corev1.Service, asked networkingv1.ServiceBackendPort) (exact, byTarget bool) {
	for _, p := range service.Spec.Ports {
		if asked.Name != "" {
			exact = exact || p.Name == asked.Name
		} else {
			exact = exact || p.Port == asked.Number
		}
		byTarget = byTarget || p.TargetPort.String() == portText(asked)
	}
	return exact, byTarget
}

func portsText(service *corev1.Service) string {
	var list []string
	for i := range service.Spec.Ports {
		list = append(list, kube.PortText(&service.Spec.Ports[i]))
	}
	return fmt.Sprintf("%s (%s)", checks.Count(len(list), "port"), checks.Names(list))
}
