package ingress

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/checks"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// parent is a Gateway that a route names, and what a controller said of it.
type parent struct {
	ref             gatewayv1.ParentReference
	namespace, name string
	gateway         *gatewayv1.Gateway // nil if it does not exist
	status          []metav1.Condition
}

func (p parent) String() string { return "Gateway " + p.namespace + "/" + p.name }

// parents are the Gateways that a route names. Other parents, such as the
// Services of a mesh, are left out.
func parents(route *gatewayv1.HTTPRoute, gateways []gatewayv1.Gateway) (list []parent) {
	for _, ref := range route.Spec.ParentRefs {
		if value(ref.Group, gatewayv1.GroupName) != gatewayv1.GroupName || value(ref.Kind, "Gateway") != "Gateway" {
			continue
		}
		p := parent{ref: ref, namespace: string(value(ref.Namespace, gatewayv1.Namespace(route.Namespace))), name: string(ref.Name)}
		p.gateway = gatewayNamed(gateways, p.namespace, p.name)
		for _, s := range route.Status.Parents {
			if same(s.ParentRef, ref, gatewayv1.Namespace(route.Namespace)) {
				p.status = append(p.status, s.Conditions...)
			}
		}
		list = append(list, p)
	}
	return list
}

// same reports whether two references of a namespace mean the same parent.
func same(a, b gatewayv1.ParentReference, namespace gatewayv1.Namespace) bool {
	return value(a.Kind, "Gateway") == value(b.Kind, "Gateway") && value(a.Group, gatewayv1.GroupName) == value(b.Group, gatewayv1.GroupName) &&
		value(a.Namespace, namespace) == value(b.Namespace, namespace) && a.Name == b.Name &&
		value(a.SectionName, "") == value(b.SectionName, "") && value(a.Port, 0) == value(b.Port, 0)
}

// listeners are those of a Gateway that a route can attach to by its
// specification, or the reason why there is none.
func (p parent) listeners(hostnames []gatewayv1.Hostname) (fit []gatewayv1.Listener, problem string) {
	var named, speaks []gatewayv1.Listener
	var all, hosts []string
	for _, l := range p.gateway.Spec.Listeners {
		all = append(all, fmt.Sprintf("%s %d", l.Name, l.Port))
		if value(p.ref.SectionName, l.Name) != l.Name || value(p.ref.Port, l.Port) != l.Port {
			continue
		}
		named = append(named, l)
		if l.Protocol == gatewayv1.TCPProtocolType || l.Protocol == gatewayv1.UDPProtocolType || l.Protocol == gatewayv1.TLSProtocolType {
			continue
		}
		speaks = append(speaks, l)
		hosts = append(hosts, string(value(l.Hostname, "")))
		if matchesAny(string(value(l.Hostname, "")), hostnames) {
			fit = append(fit, l)
		}
	}
	switch {
	case len(named) == 0:
		return nil, fmt.Sprintf("%s has no listener %s (it has %s)", p, p.section(), checks.Names(all))
	case len(speaks) == 0:
		return nil, fmt.Sprintf("listener %s of %s has protocol %s, which takes no HTTPRoute", named[0].Name, p, named[0].Protocol)
	case len(fit) == 0:
		return nil, fmt.Sprintf("none of the route's hostnames (%s) fits a listener of %s (%s)", hostText(hostnames), p, checks.Names(hosts))
	}
	return fit, ""
}

// section is the listener that a reference asks for, as text.
func (p parent) section() string {
	var words []string
	if p.ref.SectionName != nil {
		words = append(words, string(*p.ref.SectionName))
	}
	if p.ref.Port != nil {
		words = append(words, fmt.Sprintf("port %d", *p.ref.Port))
	}
	return strings.Join(words, " ")
}

func hostText(hostnames []gatewayv1.Hostname) string {
	var list []string
	for _, h := range hostnames {
		list = append(list, string(h))
	}
	return checks.Names(list)
}

// matchesAny reports whether a listener's hostname and one of a route's have a
// name in common; an empty one means every name.
func matchesAny(listener string, hostnames []gatewayv1.Hostname) bool {
	for _, h := range hostnames {
		a, b := strings.ToLower(listener), strings.ToLower(string(h))
		if a == b || covers(a, b) || covers(b, a) {
			return true
		}
	}
	return listener == "" || len(hostnames) == 0
}

// covers reports whether a wildcard such as "*.example.com" includes a name.
// The wildcard stands for one label or more (HTTPRouteSpec.hostnames).
func covers(wildcard, name string) bool {
	suffix, found := strings.CutPrefix(wildcard, "*")
	return found && strings.HasSuffix(name, suffix)
}
