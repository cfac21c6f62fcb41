package cause

import "github.com/netwhy/netwhy/checks"

// RouteDetached leaves a route without a listener.
var RouteDetached = &Cause{
	ID:       "ingress.route-detached",
	Says:     "No listener of the Gateway takes the HTTPRoute",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout, checks.ConnectionRefused, checks.HealthReview},
	Shown:    []string{"ingress.route-attached"},
}
