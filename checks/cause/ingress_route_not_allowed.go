package cause

import "github.com/netwhy/netwhy/checks"

// RouteNotAllowed keeps a route from a Gateway that fits it otherwise.
var RouteNotAllowed = &Cause{
	ID:       "ingress.route-not-allowed",
	Says:     "The Gateway does not allow routes of that namespace or kind",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout, checks.ConnectionRefused, checks.HealthReview},
	Shown:    []string{"ingress.route-allowed"},
}
