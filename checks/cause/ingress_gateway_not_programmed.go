package cause

import "github.com/netwhy/netwhy/checks"

// GatewayNotProgrammed keeps every request from a Gateway's routes.
var GatewayNotProgrammed = &Cause{
	ID:       "ingress.gateway-not-programmed",
	Says:     "The Gateway's controller refused it, or could not give it a proxy or an address",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout, checks.ConnectionRefused, checks.HealthReview},
	Shown:    []string{"ingress.gateway-programmed"},
}
