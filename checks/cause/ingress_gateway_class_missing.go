package cause

import "github.com/netwhy/netwhy/checks"

// GatewayClassMissing leaves a Gateway without a controller.
var GatewayClassMissing = &Cause{
	ID:       "ingress.gateway-class-missing",
	Says:     "No controller serves the Gateway's class",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout, checks.ConnectionRefused, checks.HealthReview},
	Shown:    []string{"ingress.gateway-class"},
	Then:     []string{"ingress.gateway-not-programmed", "ingress.gateway-listener-invalid", "ingress.route-detached"},
}
