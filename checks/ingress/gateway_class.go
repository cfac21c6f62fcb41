package ingress

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// The GatewayClasses of AKS's two Istio add-ons, which exclude one another.
const (
	meshClass    = "istio"
	routingClass = "approuting-istio"
)

// GatewayClass finds a Gateway whose class is missing or not served.
var GatewayClass = &checks.Check{
	ID:     "ingress.gateway-class",
	Asks:   "Does the Gateway's class exist, and has a controller accepted it?",
	Why:    "A Gateway of a class that nobody serves gets no proxy and no address.",
	Limits: "A controller that went away leaves its statuses behind. Whether an Istio of your own serves class istio beside AKS's is not seen.",
	Refs: []string{
		"https://gateway-api.sigs.k8s.io/api-types/gatewayclass/",
		"https://learn.microsoft.com/en-us/azure/aks/app-routing-gateway-api",
		"https://learn.microsoft.com/en-us/cli/azure/aks/approuting/gateway/istio",
	},
	For:   []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused},
	Scope: evidence.Gateway,
	Needs: []evidence.Need{evidence.RequireIfInstalled(evidence.Gateways), evidence.RequireIfInstalled(evidence.GatewayClasses)},
	Remedy: checks.Remedy{
		Says:    "Name a GatewayClass that a controller of this cluster has accepted.",
		Changes: "The Gateway is built anew by the controller of that class and may get another address; az installs the controller of application routing.",
		Fix:     []string{"kubectl -n {{.namespace}} patch gateways.gateway.networking.k8s.io {{.name}} --type=merge -p {{.patch}}"},
		AKS:     []string{`az aks approuting gateway istio {{.enable}} -g "$AKS_RG" -n "$AKS_NAME"`},
		Verify:  []string{"kubectl get gatewayclass", "kubectl -n {{.namespace}} get gateways.gateway.networking.k8s.io {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		classes := evidence.GatewayClasses.Of(c)
		gateway := gatewayNamed(evidence.Gateways.Of(c), c.Subject().Namespace, c.Subject().Name)
		if gateway == nil {
			c.Skip("there is no Gateway of this name")
			return
		}
		name := string(gateway.Spec.GatewayClassName)
		class, names := gatewayClassNamed(classes, name)
		taken := current(gateway.Status.Conditions, gatewayv1.GatewayConditionAccepted, gateway.Generation)
		programmed := current(gateway.Status.Conditions, gatewayv1.GatewayConditionProgrammed, gateway.Generation)
		served := is(taken, metav1.ConditionTrue) || is(programmed, metav1.ConditionTrue)
		refused := is(taken, metav1.ConditionFalse) || is(programmed, metav1.ConditionFalse)
		routing, _ := gatewayClassNamed(classes, routingClass)
		left := name == meshClass && routing != nil && accepted(routing)
		switch {
		case left && served:
			c.Unknown("AKS runs no Istio add-on (class %s) beside application routing (class %s), so that the Gateway's status may be left from the add-on that is gone", meshClass, routingClass)
		case left && !refused:
			c.Set("patch", merge("gatewayClassName", routingClass))
			c.Fail("no controller has looked at the Gateway of class %s, while application routing serves class %s: the class is left from the Istio add-on", meshClass, routingClass)
		case class == nil && served:
			c.Unknown("GatewayClass %s does not exist, yet the status says that a controller took the Gateway: it may still serve, or be gone", name)
		case class == nil:
			if name == routingClass {
				c.Set("enable", "enable")
			} else if to := meant(name, names); to != "" {
				c.Set("patch", merge("gatewayClassName", to))
			}
			c.Fail("GatewayClass %s does not exist (there are %d: %s)", name, len(names), checks.Names(names))
		case accepted(class):
			c.Pass("GatewayClass %s is accepted by %s", name, class.Spec.ControllerName)
		default:
			said := current(class.Status.Conditions, gatewayv1.GatewayClassConditionStatusAccepted, class.Generation)
			if is(said, metav1.ConditionFalse) {
				c.Fail("GatewayClass %s is refused by %s: %s", name, class.Spec.ControllerName, why(said))
				return
			}
			c.Unknown("no controller has said whether it accepts GatewayClass %s; it should be %s", name, class.Spec.ControllerName)
		}
	},
}

// gatewayClassNamed finds a GatewayClass, nil if it is not there, and lists the
// names of all, sorted.
func gatewayClassNamed(list []gatewayv1.GatewayClass, name string) (class *gatewayv1.GatewayClass, names []string) {
	for i := range list {
		names = append(names, list[i].Name)
		if list[i].Name == name {
			class = &list[i]
		}
	}
	return class, sorted(names)
}

func accepted(class *gatewayv1.GatewayClass) bool {
	return is(current(class.Status.Conditions, gatewayv1.GatewayClassConditionStatusAccepted, class.Generation), metav1.ConditionTrue)
}
