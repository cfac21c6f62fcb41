package ingress

import (
	"fmt"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// RouteAllowed finds a route that its Gateway takes none of: from another
// namespace, or of another kind.
var RouteAllowed = &checks.Check{
	ID:     "ingress.route-allowed",
	Asks:   "Do the Gateways that the HTTPRoute names allow routes of its namespace and kind?",
	Why:    "A listener takes routes of its own namespace only, unless it says otherwise; other routes are silently left out.",
	Limits: "Judges only listeners that the route fits by name, port and hostname.",
	Refs: []string{
		"https://gateway-api.sigs.k8s.io/guides/multiple-ns/",
		"https://gateway-api.sigs.k8s.io/reference/spec/#allowedroutes",
	},
	For:   []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused},
	Scope: evidence.HTTPRoute,
	Needs: []evidence.Need{
		evidence.RequireIfInstalled(evidence.HTTPRoutes), evidence.RequireIfInstalled(evidence.Gateways), evidence.Require(evidence.Namespaces),
	},
	Remedy: checks.Remedy{
		Says:    "Let the listener's allowedRoutes include the route's namespace, or give the namespace the label that the listener selects.",
		Changes: "The label lets every route of the namespace attach to that listener, and may match other selectors.",
		Fix:     []string{"kubectl label namespace {{.namespace}} {{.label}}"},
		Verify:  []string{"kubectl -n {{.namespace}} describe httproute {{.name}}", "kubectl get namespace {{.namespace}} --show-labels"},
	},
	Eval: func(c *checks.Context) {
		gateways, namespaces := evidence.Gateways.Of(c), evidence.Namespaces.Of(c)
		route := routeNamed(evidence.HTTPRoutes.Of(c), c.Subject().Namespace, c.Subject().Name)
		if route == nil {
			c.Skip("there is no HTTPRoute of this name")
			return
		}
		c.Skip("the route fits no listener that could allow it")
		for _, p := range parents(route, gateways) {
			if p.gateway == nil {
				continue
			}
			fit, _ := p.listeners(route.Spec.Hostnames)
			reason, open := "", false
			for _, l := range fit {
				refusal := refuses(l, p.namespace, route.Namespace, namespaces)
				if open = open || refusal == ""; reason == "" {
					reason = refusal
				}
			}
			said := current(p.status, gatewayv1.RouteConditionAccepted, route.Generation)
			refused := is(said, metav1.ConditionFalse) && said.Reason == string(gatewayv1.RouteReasonNotAllowedByListeners)
			switch {
			case open && refused:
				c.Unknown("the listeners of %s allow the route, yet its controller says: %s", p, why(said))
			case open:
				c.Pass("the listeners allow the route")
			case len(fit) > 0 && is(said, metav1.ConditionTrue):
				c.Unknown("%s %s, yet its controller reports the route as accepted", p, reason)
			case len(fit) > 0:
				c.Relate(evidence.Of(evidence.Gateway, p.namespace, p.name))
				if key, ok := lacks(fit[0], route.Namespace, namespaces); ok {
					c.Set("label", key)
				}
				c.Fail("%s %s", p, reason)
			}
		}
	},
}

// refuses is why a listener does not take HTTPRoutes of a namespace; empty if
// it does.
func refuses(l gatewayv1.Listener, home, namespace string, namespaces []corev1.Namespace) string {
	allowed := value(l.AllowedRoutes, gatewayv1.AllowedRoutes{})
	takes := len(allowed.Kinds) == 0
	for _, k := range allowed.Kinds {
		takes = takes || k.Kind == "HTTPRoute" && value(k.Group, gatewayv1.GroupName) == gatewayv1.GroupName
	}
	if !takes {
		return fmt.Sprintf("takes no HTTPRoute on listener %s, only %s", l.Name, allowed.Kinds[0].Kind)
	}
	from := value(allowed.Namespaces, gatewayv1.RouteNamespaces{})
	switch value(from.From, gatewayv1.NamespacesFromSame) {
	case gatewayv1.NamespacesFromAll:
		return ""
	case gatewayv1.NamespacesFromSelector:
		selector, err := metav1.LabelSelectorAsSelector(from.Selector)
		if err == nil && selector.Matches(labels.Set(labelsOf(namespace, namespaces))) {
			return ""
		}
		return fmt.Sprintf("takes on listener %s only routes of namespaces with %s, which namespace %s lacks", l.Name, metav1.FormatLabelSelector(from.Selector), namespace)
	case gatewayv1.NamespacesFromNone:
		return fmt.Sprintf("takes no route on listener %s", l.Name)
	}
	if namespace == home {
		return ""
	}
	return fmt.Sprintf("takes on listener %s only routes of its own namespace %s, not of %s", l.Name, home, namespace)
}
