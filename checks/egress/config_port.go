package egress

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// ConfigPort finds callers that ask a Service for a port it does not have.
var ConfigPort = &checks.Check{
	ID:     "egress.config-port",
	Asks:   "Does the workload call Services on ports that they have?",
	Why:    "A ClusterIP answers on the Service's ports only, not on the pods' ports behind it: a connection to any other port is refused or times out.",
	Limits: "Reads plain values of the environment that hold a host with its port. Services of other namespaces are judged by egress.called-port.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service"},
	Also:   checks.Unreachable(),
	Scope:  evidence.Workload, Side: checks.Caller,
	Needs: []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.Services), evidence.Prefer(evidence.Namespaces)},
	Leads: []checks.Lead{{Ask: "egress.called-port", Always: true}},
	Remedy: checks.Remedy{
		Says:    "Call the port that the Service has, or add the port to the Service.",
		Changes: "Replaces the workload's pods one by one; what deploys the workload may set the variable back.",
		Fix:     []string{"kubectl -n {{.namespace}} set env {{.workload}} -c {{.container}} {{.assignment}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get service {{.service}}"},
	},
	Eval: func(c *checks.Context) {
		own, services := c.Subject().Namespace, evidence.Services.Of(c)
		for _, pod := range callers(c) {
			for _, a := range named(&pod) {
				s, _, ok := a.service(own, services)
				if !ok {
					s, ok = elsewhere(a, own, services, evidence.Namespaces.Of(c))
				}
				switch service := kube.ServiceNamed(services, s.Name); {
				case !ok || a.port == "":
				case s.Namespace != own:
					c.Relate(evidence.CallOf(c.Subject(), evidence.PortOf(evidence.Port, s, a.port)))
				case service != nil:
					c.Relate(s)
					configPort(c, &pod, a, service)
				}
			}
		}
		c.Skip("no plain value of its environment names a Service of its namespace with a port")
	},
}

func configPort(c *checks.Context, pod *corev1.Pod, a address, service *corev1.Service) {
	port, err := strconv.Atoi(a.port)
	own := service.Namespace == pod.Namespace && len(kube.Selected(service, []corev1.Pod{*pod})) > 0
	switch {
	case err != nil, service.Spec.Type == corev1.ServiceTypeExternalName:
		return
	case service.Spec.ClusterIP == corev1.ClusterIPNone:
		c.Pass("%s leads straight to pods, without ports of its own", service.Name)
		return
	case slices.ContainsFunc(service.Spec.Ports, func(p corev1.ServicePort) bool { return int(p.Port) == port }):
		c.Pass("Service %s has port %d", service.Name, port)
		return
	case own:
		// What a server says of itself is often where it listens.
		c.Unknown("%s names port %d of Service %s, which leads to the workload itself and has no such port: whether anybody calls it is not known", a.setting, port, service.Name)
		return
	}
	var has []string
	for i := range service.Spec.Ports {
		has = append(has, kube.PortText(&service.Spec.Ports[i]))
	}
	c.Fail("%s calls %s:%d, but Service %s has only %s", a.setting, a.host, port, service.Name, checks.Names(has))
	c.Set("service", service.Name)
	c.Set("there", service.Namespace)
	if len(service.Spec.Ports) == 1 && strings.Count(a.value, a.host+":"+a.port) == 1 {
		right := fmt.Sprintf("%s:%d", a.host, service.Spec.Ports[0].Port)
		set(c, a.container, a.name+"="+strings.Replace(a.value, a.host+":"+a.port, right, 1))
	}
}
