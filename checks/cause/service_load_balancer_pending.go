package cause

import "github.com/netwhy/netwhy/checks"

// ServiceLoadBalancerPending leaves a Service without an address outside the cluster.
var ServiceLoadBalancerPending = &Cause{
	ID:       "service.load-balancer-pending",
	Says:     "The Service's load balancer has no address",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout, checks.HealthReview},
	Shown:    []string{"service.load-balancer-ready"},
}
