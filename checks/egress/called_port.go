package egress

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// CalledPort finds callers that ask a Service of another namespace for a port
// it does not have.
var CalledPort = &checks.Check{
	ID:     "egress.called-port",
	Asks:   "Does the Service of another namespace have the port that the caller's environment names?",
	Why:    "A ClusterIP answers on the Service's ports only, not on the pods' ports behind it: a connection to any other port is refused or times out.",
	Limits: "Reads plain values of the environment that hold a host with its port.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service"},
	Also:   checks.Unreachable(),
	Scope:  evidence.Call,
	Callee: evidence.Port,
	Needs:  []evidence.Need{evidence.Require(evidence.Pods), evidence.Require(evidence.Services).AtCallee()},
	Remedy: checks.Remedy{
		Says:    "Call the port that the Service has, or add the port to the Service.",
		Changes: "Replaces the workload's pods one by one; what deploys the workload may set the variable back.",
		Fix:     []string{"kubectl -n {{.namespace}} set env {{.workload}} -c {{.container}} {{.assignment}}"},
		Verify:  []string{"kubectl -n {{.there}} get service {{.service}}"},
	},
	Eval: func(c *checks.Context) {
		callee := c.Subject().Callee().Object()
		service := kube.ServiceNamed(evidence.Services.Of(c), callee.Name)
		if service == nil {
			c.Skip("there is no Service of this name")
			return
		}
		for _, pod := range callers(c) {
			for _, a := range named(&pod) {
				if a.port == c.Subject().Callee().Number() && a.means(callee) {
					configPort(c, &pod, a, service)
				}
			}
		}
		c.Skip("no plain value of its environment names the Service with the port")
	},
}

// means reports whether a host name is that of a Service of another namespace,
// or of one of its pods.
func (a address) means(s evidence.Subject) bool {
	name := strings.TrimSuffix(strings.TrimSuffix(a.host, ".cluster.local"), ".svc")
	return name == s.Name+"."+s.Namespace || name != a.host && strings.HasSuffix(name, "."+s.Name+"."+s.Namespace)
}
