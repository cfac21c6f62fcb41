package ingress

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// GatewayListener finds a listener that does not serve: a certificate that is
// missing or not permitted, a port that is taken, a conflict.
var GatewayListener = &checks.Check{
	ID:     "ingress.gateway-listener",
	Asks:   "Does every listener of the Gateway serve?",
	Why:    "A listener with a missing certificate or in conflict with another answers no connection, whatever its routes say.",
	Limits: "Secrets are not read: what is said of certificates is what the controller reports, or what a missing ReferenceGrant proves.",
	Refs: []string{
		"https://gateway-api.sigs.k8s.io/reference/spec/#listenerconditiontype",
		"https://gateway-api.sigs.k8s.io/api-types/referencegrant/",
	},
	For:   []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused},
	Scope: evidence.Gateway,
	Needs: []evidence.Need{evidence.RequireIfInstalled(evidence.Gateways), evidence.RequireIfInstalled(evidence.ReferenceGrants)},
	Remedy: checks.Remedy{
		Says:   "Follow the reason: create the TLS secret in the Gateway's namespace, add a ReferenceGrant where the secret lies, or give the listener a port and hostname of its own.",
		Verify: []string{"kubectl -n {{.namespace}} describe gateways.gateway.networking.k8s.io {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		grants := evidence.ReferenceGrants.Of(c)
		gateway := gatewayNamed(evidence.Gateways.Of(c), c.Subject().Namespace, c.Subject().Name)
		if gateway == nil {
			c.Skip("there is no Gateway of this name")
			return
		}
		c.Skip("the Gateway has no listeners")
		for _, l := range gateway.Spec.Listeners {
			said := func(kind gatewayv1.ListenerConditionType) *metav1.Condition {
				for _, s := range gateway.Status.Listeners {
					if s.Name == l.Name {
						return current(s.Conditions, kind, gateway.Generation)
					}
				}
				return nil
			}
			taken, conflicted := said(gatewayv1.ListenerConditionAccepted), said(gatewayv1.ListenerConditionConflicted)
			refs, programmed := said(gatewayv1.ListenerConditionResolvedRefs), said(gatewayv1.ListenerConditionProgrammed)
			barred := ungranted(gateway, l, grants)
			switch {
			case is(taken, metav1.ConditionFalse):
				c.Fail("listener %s is refused: %s", l.Name, why(taken))
			case is(conflicted, metav1.ConditionTrue):
				c.Fail("listener %s conflicts with another: %s", l.Name, why(conflicted))
			case is(refs, metav1.ConditionFalse) && is(programmed, metav1.ConditionTrue):
				// One of several certificates or route kinds; the rest may serve.
				c.Unknown("listener %s serves, but not all that it refers to is there: %s", l.Name, why(refs))
			case is(refs, metav1.ConditionFalse):
				c.Fail("what listener %s refers to is missing or not permitted: %s", l.Name, why(refs))
			case barred != "" && !is(refs, metav1.ConditionTrue):
				c.Fail("listener %s refers to Secret %s of another namespace, which no ReferenceGrant permits", l.Name, barred)
			case is(programmed, metav1.ConditionFalse):
				c.Fail("listener %s is not programmed: %s", l.Name, why(programmed))
			case barred != "":
				c.Unknown("listener %s refers to Secret %s, which no ReferenceGrant permits, yet its controller reports it as resolved", l.Name, barred)
			case is(refs, metav1.ConditionTrue) && (is(taken, metav1.ConditionTrue) || is(programmed, metav1.ConditionTrue)):
				c.Pass("the listeners are accepted and what they refer to is resolved")
			default:
				c.Unknown("no controller has reported on listener %s of the Gateway's present generation", l.Name)
			}
		}
	},
}

// ungranted is the first Secret of another namespace that a listener refers to
// without a ReferenceGrant, empty if there is none.
func ungranted(gateway *gatewayv1.Gateway, l gatewayv1.Listener, grants []gatewayv1.ReferenceGrant) string {
	if l.TLS == nil {
		return ""
	}
	for _, ref := range l.TLS.CertificateRefs {
		namespace := string(value(ref.Namespace, gatewayv1.Namespace(gateway.Namespace)))
		if value(ref.Group, "") == "" && value(ref.Kind, "Secret") == "Secret" && namespace != gateway.Namespace &&
			!granted(grants, "Gateway", gateway.Namespace, "Secret", namespace, string(ref.Name)) {
			return namespace + "/" + string(ref.Name)
		}
	}
	return ""
}
