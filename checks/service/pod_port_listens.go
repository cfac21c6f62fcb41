package service

import (
	"strconv"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
)

// PodPortListens asks whether the pods of a headless Service listen on the
// port that they are called on. Only a readiness probe on that very port proves it.
var PodPortListens = &checks.Check{
	ID:   "service.pod-port-listens",
	Asks: "Does something listen in the headless Service's pods on the port that they are called on?",
	Why: "The name of a headless Service answers with pod addresses: whoever calls it arrives at the pods on the port that he dials, " +
		"whatever ports the Service names.",
	Limits: "The port is the one that the question names. Where no readiness probe uses it, only a look into the pods can tell.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/service/#headless-services"},
	For:    []checks.Symptom{checks.ConnectionRefused, checks.ConnectionTimeout, checks.HealthReview},
	Also:   []checks.Symptom{checks.Intermittent, checks.IngressUnreachable},
	Scope:  evidence.PodPort,
	Covers: []string{"service.target-port-listens"},
	Needs:  []evidence.Need{evidence.Require(evidence.Services), evidence.Require(evidence.Pods), evidence.Prefer(evidence.Warnings)},
	Remedy: checks.Remedy{
		Says: "Call the pods on the port on which they listen, or make the application listen on the port on all addresses (0.0.0.0 or ::).",
		Verify: []string{
			"kubectl -n {{.namespace}} logs {{.pod}} --all-containers --tail=50",
			"kubectl -n {{.namespace}} describe pod {{.pod}}",
		},
	},
	Eval: func(c *checks.Context) {
		service := kube.ServiceNamed(evidence.Services.Of(c), c.Subject().Object().Name)
		number, err := strconv.ParseInt(c.Subject().Number(), 10, 32)
		switch {
		case service == nil:
			c.Skip("there is no Service of this name")
			return
		case !headless(service) || err != nil:
			c.Skip("the Service is not headless")
			return
		}
		port, ready, proved, refused := int32(number), 0, 0, ""
		pods := backing(c, service)
		for i := range pods {
			if kube.Ready(&pods[i]) {
				ready++
			}
			if readyOn(&pods[i], port) {
				proved++
			}
			if why := refusal(&pods[i], port, evidence.Warnings.Of(c)); why != "" && refused == "" {
				refused = pods[i].Name + ": " + why
				c.Set("pod", pods[i].Name)
			}
		}
		switch {
		case len(service.Spec.Selector) == 0:
			c.Unknown("whether anything answers at the addresses that somebody keeps for the Service cannot be seen from the Kubernetes API")
		case len(pods) == 0:
			c.Skip("the Service selects no pod now")
		case proved == ready && ready > 0:
			c.Pass("the readiness probe on port %d reaches all of %s", port, checks.Count(ready, "ready pod"))
		case ready == 0 && refused != "":
			for _, w := range crews(pods) {
				c.Relate(w.workload)
			}
			c.Fail("nothing listens on port %d of %s", port, refused)
		default:
			c.Unknown("whether anything listens on port %d cannot be seen from the Kubernetes API: a readiness probe proves it for %d of %s; the containers declare %s",
				port, proved, checks.Count(ready, "ready pod"), declaredText(pods))
		}
	},
}
