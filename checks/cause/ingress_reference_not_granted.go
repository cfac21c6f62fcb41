package cause

import "github.com/netwhy/netwhy/checks"

// ReferenceNotGranted keeps a route from a Service of another namespace.
var ReferenceNotGranted = &Cause{
	ID:       "ingress.reference-not-granted",
	Says:     "No ReferenceGrant permits the HTTPRoute to lead into another namespace",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout, checks.ConnectionRefused, checks.HealthReview},
	Shown:    []string{"ingress.reference-grant"},
	Then:     []string{"ingress.route-unresolved"},
}
