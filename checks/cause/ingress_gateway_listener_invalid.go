package cause

import "github.com/netwhy/netwhy/checks"

// GatewayListenerInvalid closes a listener of a Gateway.
var GatewayListenerInvalid = &Cause{
	ID:       "ingress.gateway-listener-invalid",
	Says:     "A listener of the Gateway does not serve",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout, checks.ConnectionRefused, checks.HealthReview},
	Shown:    []string{"ingress.gateway-listener"},
	Then:     []string{"ingress.gateway-not-programmed", "ingress.route-detached"},
}
