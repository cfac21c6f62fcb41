package cause

import "github.com/netwhy/netwhy/checks"

// ServiceHealthProbeRejected stops the cloud provider from building the load balancer.
var ServiceHealthProbeRejected = &Cause{
	ID:       "service.health-probe-rejected",
	Says:     "The Service's annotations ask for a health probe that Azure does not accept",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout, checks.HealthReview},
	Shown:    []string{"service.health-probe"},
	Then:     []string{"service.load-balancer-pending"},
}
