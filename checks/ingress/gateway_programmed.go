package ingress

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// GatewayProgrammed finds a Gateway that its controller refused, or could not
// give a proxy or an address.
var GatewayProgrammed = &checks.Check{
	ID:     "ingress.gateway-programmed",
	Asks:   "Is the Gateway accepted and programmed, with an address?",
	Why:    "Until a Gateway is programmed, no request reaches any of its routes.",
	Limits: "Rests on what the controller reports; whether packets reach the address is not seen.",
	Refs: []string{
		"https://gateway-api.sigs.k8s.io/guides/implementers/#standard-status-fields-and-conditions",
		"https://gateway-api.sigs.k8s.io/reference/spec/#gatewayconditiontype",
	},
	For:   []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused},
	Scope: evidence.Gateway,
	Needs: []evidence.Need{evidence.RequireIfInstalled(evidence.Gateways)},
	Remedy: checks.Remedy{
		Says: "Follow the reason that the controller gives; with AddressNotAssigned, look at the Service of type LoadBalancer that it made for the Gateway.",
		Verify: []string{
			"kubectl -n {{.namespace}} describe gateways.gateway.networking.k8s.io {{.name}}",
			"kubectl -n {{.namespace}} get services -l {{.label}}",
		},
	},
	Eval: func(c *checks.Context) {
		gateway := gatewayNamed(evidence.Gateways.Of(c), c.Subject().Namespace, c.Subject().Name)
		if gateway == nil {
			c.Skip("there is no Gateway of this name")
			return
		}
		// The label that GEP-1762 asks controllers to put on what they make.
		c.Set("label", gatewayv1.GroupName+"/gateway-name="+gateway.Name)
		var at []string
		for _, a := range gateway.Status.Addresses {
			at = append(at, a.Value)
		}
		taken := current(gateway.Status.Conditions, gatewayv1.GatewayConditionAccepted, gateway.Generation)
		programmed := current(gateway.Status.Conditions, gatewayv1.GatewayConditionProgrammed, gateway.Generation)
		switch {
		case is(taken, metav1.ConditionFalse):
			c.Fail("the controller refuses the Gateway: %s", why(taken))
		case is(programmed, metav1.ConditionFalse):
			c.Fail("the Gateway is not programmed: %s", why(programmed))
		case is(programmed, metav1.ConditionTrue) && len(at) > 0:
			c.Pass("the Gateway is programmed at %s", checks.Names(sorted(at)))
		case is(programmed, metav1.ConditionTrue):
			c.Unknown("the Gateway is reported as programmed, but without an address")
		case len(gateway.Status.Conditions) > 0 && taken == nil && programmed == nil:
			c.Unknown("the status is of an older generation than %d: the controller has not looked at the Gateway's last change", gateway.Generation)
		default:
			c.Unknown("no controller has reported on the Gateway")
		}
	},
}
