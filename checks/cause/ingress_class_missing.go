package cause

import "github.com/netwhy/netwhy/checks"

// ClassMissing leaves an Ingress without a controller.
var ClassMissing = &Cause{
	ID:       "ingress.class-missing",
	Says:     "No controller takes the Ingress, because its class is missing",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout, checks.ConnectionRefused, checks.HealthReview},
	Shown:    []string{"ingress.class-exists"},
	Then:     []string{"ingress.no-address"},
}
