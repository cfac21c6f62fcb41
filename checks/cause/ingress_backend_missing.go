package cause

import "github.com/netwhy/netwhy/checks"

// BackendMissing lets a rule lead nowhere.
var BackendMissing = &Cause{
	ID:       "ingress.backend-missing",
	Says:     "An Ingress or HTTPRoute leads to a Service or port that does not exist",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout, checks.ConnectionRefused, checks.Intermittent, checks.HealthReview},
	Shown:    []string{"ingress.backend-exists", "ingress.backend-port", "ingress.route-backend"},
	Then:     []string{"ingress.route-unresolved"},
}
