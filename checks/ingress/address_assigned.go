package ingress

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// AddressAssigned finds an Ingress that its controller gave no address.
var AddressAssigned = &checks.Check{
	ID:     "ingress.address-assigned",
	Asks:   "Has the Ingress been given an address?",
	Why:    "An Ingress without an address is not served: its controller ignores it, does not run, or waits for a load balancer.",
	Limits: "A controller may need a minute for a new Ingress. Some controllers never publish an address; then the answer is unknown.",
	Refs: []string{
		"https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/#IngressStatus",
		"https://learn.microsoft.com/en-us/troubleshoot/azure/azure-kubernetes/load-bal-ingress-c/troubleshoot-app-gateway-ingress-controller-connectivity-issues",
	},
	For:   []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:  []checks.Symptom{checks.ConnectionTimeout, checks.ConnectionRefused},
	Scope: evidence.Ingress,
	Needs: []evidence.Need{evidence.Require(evidence.AllIngresses), evidence.Require(evidence.IngressClasses), evidence.Prefer(evidence.Warnings)},
	Remedy: checks.Remedy{
		Says:   "Look at the controller of the class: its events, its pods and the EXTERNAL-IP of its Service; with Application Gateway, whether the gateway is started.",
		Verify: []string{"kubectl -n {{.namespace}} describe ingress {{.name}}", "kubectl -n {{.namespace}} get ingress {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		all, classes := evidence.AllIngresses.Of(c), evidence.IngressClasses.Of(c)
		warned := warnings(evidence.Warnings.Of(c), c.Subject())
		ingress := find(c, all)
		if ingress == nil {
			return
		}
		if has := addresses(ingress); len(has) > 0 {
			c.Pass("the Ingress is served at %s", checks.Names(has))
			return
		}
		name, _ := className(ingress)
		same, served := siblings(ingress, all)
		class, event := "class "+name, ""
		if name == "" {
			class = "no class"
		}
		if len(warned) > 0 {
			event = "; an event warns: " + warned[0]
		}
		switch {
		case ingress.Labels[solver] == "true":
			c.Unknown("cert-manager made the Ingress for the moment of a certificate's challenge, and it has no address yet%s", event)
		case len(served) > 0:
			c.Fail("the Ingress has no address, while %d of the %d other Ingresses of %s have one, such as %s%s", len(served), same, class, served[0], event)
		case publishes(classNamed(classes, name)):
			c.Fail("the Ingress has no address, nor has any of %s of %s: its controller does not run, or its load balancer has no address%s",
				checks.Count(same, "other Ingress"), class, event)
		default:
			c.Unknown("no Ingress of %s has an address, and its controller may be one that publishes none%s", class, event)
		}
	},
}

// solver is the label of what cert-manager makes to prove that a host is its
// own: https://cert-manager.io/docs/configuration/acme/http01/.
const solver = "acme.cert-manager.io/http01-solver"

// siblings counts the other Ingresses of the same class, and names those that
// have an address, sorted.
func siblings(ingress *networkingv1.Ingress, all []networkingv1.Ingress) (same int, served []string) {
	class, _ := className(ingress)
	for i := range all {
		name, _ := className(&all[i])
		if name != class || all[i].Namespace == ingress.Namespace && all[i].Name == ingress.Name {
			continue
		}
		if same++; len(addresses(&all[i])) > 0 {
			served = append(served, all[i].Namespace+"/"+all[i].Name)
		}
	}
	return same, sorted(served)
}
