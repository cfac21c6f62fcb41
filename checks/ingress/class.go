package ingress

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	networkingv1 "k8s.io/api/networking/v1"
)

// legacyClass is the annotation that named the class before the field
// spec.ingressClassName existed. It need not name an IngressClass.
const legacyClass = "kubernetes.io/ingress.class"

// find returns the Ingress under examination, or says that there is none.
func find(c *checks.Context, list []networkingv1.Ingress) *networkingv1.Ingress {
	for i := range list {
		if evidence.Of(evidence.Ingress, list[i].Namespace, list[i].Name) == c.Subject() {
			return &list[i]
		}
	}
	c.Skip("there is no Ingress of this name")
	return nil
}

// className is the name of an Ingress's class, and whether only the annotation
// says it.
func className(i *networkingv1.Ingress) (name string, legacy bool) {
	if i.Spec.IngressClassName != nil && *i.Spec.IngressClassName != "" {
		return *i.Spec.IngressClassName, false
	}
	name = i.Annotations[legacyClass]
	return name, name != ""
}

// classNamed finds an IngressClass; nil if it is not there.
func classNamed(list []networkingv1.IngressClass, name string) *networkingv1.IngressClass {
	for i := range list {
		if list[i].Name == name {
			return &list[i]
		}
	}
	return nil
}

// classNames are the names of IngressClasses, sorted.
func classNames(list []networkingv1.IngressClass) (names []string) {
	for i := range list {
		names = append(names, list[i].Name)
	}
	slices.Sort(names)
	return names
}

// nginx reports whether a class is served by ingress-nginx: the community's, or
// that of AKS application routing.
func nginx(class *networkingv1.IngressClass) bool {
	return class != nil && (strings.Contains(class.Spec.Controller, "ingress-nginx") ||
		strings.HasPrefix(class.Spec.Controller, "webapprouting.kubernetes.azure.com/nginx"))
}

// publishes reports whether a class's controller is known to write its address
// into the status of every Ingress that it takes, so that an empty status says
// that the Ingress is not served.
func publishes(class *networkingv1.IngressClass) bool {
	return nginx(class) || class != nil &&
		slices.Contains([]string{"azure/application-gateway", "alb.networking.azure.io/alb-controller"}, class.Spec.Controller)
}

// addresses are where an Ingress can be reached, as its controller published.
func addresses(i *networkingv1.Ingress) (list []string) {
	for _, a := range i.Status.LoadBalancer.Ingress {
		if a.IP != "" {
			list = append(list, a.IP)
		} else if a.Hostname != "" {
			list = append(list, a.Hostname)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// meant is the name that was probably meant: the only one that looks like it,
// or the only one there is.
func meant(name string, names []string) string {
	alike := near(name, names)
	switch {
	case len(alike) == 1:
		return alike[0]
	case len(alike) == 0 && len(names) == 1:
		return names[0]
	}
	return ""
}

// near are the names that look like slips of a name.
func near(name string, names []string) (alike []string) {
	for _, n := range names {
		if kube.Alike(name, n) {
			alike = append(alike, n)
		}
	}
	return alike
}
