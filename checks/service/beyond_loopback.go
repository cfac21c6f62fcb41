package service

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// BeyondLoopback finds applications that listen on the Service's port for their
// own pod only.
var BeyondLoopback = &checks.Check{
	ID:   "service.beyond-loopback",
	Asks: "Can what listens on the Service's ports be called from outside its pod?",
	Why: "A server on 127.0.0.1 or ::1 answers a test inside the pod and refuses everybody else, also the Service; " +
		"so does one on an address that is not the pod's.",
	Limits: "Pods whose traffic a mesh redirects are left open: their proxy may hand it to the loopback address.",
	Refs: []string{
		"https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/#are-the-pods-working",
		"net/ipv4/inet_hashtables.c (__inet_lookup_listener), v6.12",
	},
	Also:  append(checks.Unreachable(), checks.IngressUnreachable),
	Scope: evidence.Service,
	Needs: []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.Pods), evidence.Require(evidence.PodNetworks)},
	Remedy: checks.Remedy{
		Says: "Make the application listen on all addresses (0.0.0.0 or ::); most take it as an option or a variable, such as HOST=0.0.0.0.",
		Verify: []string{
			"kubectl -n {{.namespace}} logs {{.pod}} --all-containers --tail=50",
			"kubectl -n {{.namespace}} get pod {{.pod}} -o jsonpath='{.spec.containers[*].args}'",
		},
	},
	Eval: func(c *checks.Context) {
		service := examined(c)
		if service == nil {
			return
		}
		pods := backing(c, service)
		c.Skip("the Service has no ready pod on whose ports something listens")
		for i := range service.Spec.Ports {
			port := &service.Spec.Ports[i]
			secluded(c, port, endpointsOf(c, service, port, pods, kube.Ready))
		}
	},
}

func secluded(c *checks.Context, port *corev1.ServicePort, list []endpoint) {
	near, blind := seenAs(list, nearby), seenAs(list, unseen)
	var names []string
	for _, e := range near {
		workload := kube.Owner(e.pod)
		c.Blame(workload.Kind, workload.Namespace, workload.Name)
		c.Relate(workload)
		c.Set("pod", e.pod.Name)
		names = append(names, e.pod.Name)
	}
	switch {
	case len(near) > 0:
		c.Fail("port %s: %d of %s (%s) listen on %s only, at port %d/%s, where no call from outside the pod arrives",
			kube.PortText(port), len(near), checks.Count(len(list), "ready pod"), checks.Names(names), near[0].says, near[0].number, kube.Protocol(port.Protocol))
	case len(blind) > 0:
		c.Unknown("port %s: %s", kube.PortText(port), blind[0].says)
	case len(seenAs(list, served)) > 0:
		c.Pass("port %s can be called from outside in %d of %s", kube.PortText(port), len(seenAs(list, served)), checks.Count(len(list), "ready pod"))
	}
}
