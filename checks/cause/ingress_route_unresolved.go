package cause

import "github.com/netwhy/netwhy/checks"

// RouteUnresolved is what a controller says of a route's broken references.
var RouteUnresolved = &Cause{
	ID:       "ingress.route-unresolved",
	Says:     "The controller cannot resolve what the HTTPRoute refers to",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout, checks.ConnectionRefused, checks.Intermittent, checks.HealthReview},
	Shown:    []string{"ingress.route-resolved"},
}
