package cause

import "github.com/netwhy/netwhy/checks"

// StaticGateway keeps pods from the egress gateway that they ask for.
var StaticGateway = &Cause{
	ID:       "egress.static-gateway-unusable",
	Says:     "The pods ask for a static egress gateway that they cannot use",
	Explains: []checks.Symptom{checks.EgressBlocked, checks.ConnectionTimeout, checks.HealthReview},
	Shown:    []string{"egress.static-gateway"},
	Then:     []string{"workload.not-ready"},
}
