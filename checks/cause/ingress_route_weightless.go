package cause

import "github.com/netwhy/netwhy/checks"

// RouteWeightless sends a rule's requests to nobody.
var RouteWeightless = &Cause{
	ID:       "ingress.route-weightless",
	Says:     "All backends of a rule have weight 0",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Shown:    []string{"ingress.route-weights"},
}
