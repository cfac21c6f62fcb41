package cause

import "github.com/netwhy/netwhy/checks"

// BackendWithoutEndpoints is what a faulty Service looks like from outside.
var BackendWithoutEndpoints = &Cause{
	ID:       "ingress.backend-without-endpoints",
	Says:     "The Service behind an Ingress or HTTPRoute has no ready endpoint",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout, checks.ConnectionRefused, checks.Intermittent, checks.HealthReview},
	Shown:    []string{"ingress.backend-endpoints", "ingress.route-endpoints"},
}
