package ingress

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// ClassExists finds an Ingress that no controller takes, because its class is
// missing or not stated.
var ClassExists = &checks.Check{
	ID:     "ingress.class-exists",
	Asks:   "Does the Ingress name an IngressClass that exists?",
	Why:    "An Ingress without a valid class belongs to no controller: it gets no address and no requests.",
	Limits: "A controller may be told by its own flags to take Ingresses without a class; an address in the status is taken as the sign of that. An Ingress created seconds ago may not have one yet.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class",
		"https://github.com/kubernetes/ingress-nginx/blob/controller-v1.12.0/internal/ingress/controller/store/store.go (GetIngressClass)",
	},
	For:   []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused},
	Scope: evidence.Ingress,
	Needs: []evidence.Need{evidence.Require(evidence.Ingresses), evidence.Require(evidence.IngressClasses)},
	Remedy: checks.Remedy{
		Says:    "Name an IngressClass that exists in spec.ingressClassName.",
		Changes: "The controller of that class starts to serve the Ingress's hosts and paths.",
		Fix:     []string{"kubectl -n {{.namespace}} patch ingress {{.name}} --type=merge -p {{.patch}}"},
		Verify:  []string{"kubectl get ingressclass", "kubectl -n {{.namespace}} get ingress {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		classes := evidence.IngressClasses.Of(c)
		ingress := find(c, evidence.Ingresses.Of(c))
		if ingress == nil {
			return
		}
		name, legacy := className(ingress)
		found, served := classNamed(classes, name), addresses(ingress)
		switch {
		case found != nil:
			c.Pass("IngressClass %s exists; its controller is %s", name, found.Spec.Controller)
			return
		case len(served) > 0 && (legacy || name == ""):
			c.Pass("a controller serves the Ingress at %s, though no IngressClass says which", checks.Names(served))
			return
		case len(served) > 0:
			c.Unknown("IngressClass %s does not exist, yet the status has the address %s: a controller takes the Ingress without it, or did before the class was removed", name, checks.Names(served))
			return
		case legacy:
			c.Unknown("the annotation %s names %q, which is no IngressClass; only the controller's flags say whether it takes it", legacyClass, name)
			return
		case name == "" && !allPublish(classes):
			c.Unknown("the Ingress names no class; whether a controller takes it depends on the controller's flags")
			return
		}
		names := classNames(classes)
		if to := meant(name, names); to != "" {
			c.Set("patch", merge("ingressClassName", to))
		}
		there := "there is none at all"
		if len(names) > 0 {
			there = "there are " + checks.Names(names)
		}
		switch {
		case name != "":
			c.Fail("IngressClass %s does not exist (%s)", name, there)
		case slices.ContainsFunc(classes, isDefault):
			c.Fail("the Ingress names no class and has no address; a default IngressClass counts only for Ingresses created after it")
		default:
			c.Fail("the Ingress names no class, no IngressClass is the default, and it has no address (%s)", there)
		}
	},
}

// allPublish reports whether every class's controller would have published an
// address, had it taken the Ingress.
func allPublish(classes []networkingv1.IngressClass) bool {
	return len(classes) > 0 && !slices.ContainsFunc(classes, func(k networkingv1.IngressClass) bool { return !publishes(&k) })
}

func isDefault(class networkingv1.IngressClass) bool {
	return class.Annotations[networkingv1.AnnotationIsDefaultIngressClass] == "true"
}
