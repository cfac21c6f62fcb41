package ingress

import (
	"cmp"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// OneDefaultClass finds two IngressClasses that are both the default.
var OneDefaultClass = &checks.Check{
	ID:     "ingress.one-default-class",
	Asks:   "Is at most one IngressClass the default?",
	Why:    "Of several default classes the API server picks the newest, so that a new Ingress may go to another controller than its author expects; before Kubernetes 1.26 it was refused.",
	Limits: "Ingresses that exist keep the class they were given.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class",
		"https://github.com/kubernetes/kubernetes/blob/v1.32.0/plugin/pkg/admission/network/defaultingressclass/admission.go",
	},
	For:    []checks.Symptom{checks.HealthReview},
	Also:   []checks.Symptom{checks.IngressUnreachable},
	Scope:  evidence.Cluster,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.IngressClasses)},
	Remedy: checks.Remedy{
		Says:    "Leave one IngressClass as the default.",
		Changes: "Takes the mark from a class that the API server does not pick today; no Ingress that exists is affected.",
		Fix:     []string{"kubectl annotate ingressclass {{.class}} ingressclass.kubernetes.io/is-default-class=false --overwrite"},
		Verify:  []string{"kubectl get ingressclass -o yaml"},
	},
	Eval: func(c *checks.Context) {
		defaults := slices.Clone(evidence.IngressClasses.Of(c))
		defaults = slices.DeleteFunc(defaults, func(k networkingv1.IngressClass) bool { return !isDefault(k) })
		switch len(defaults) {
		case 0:
			c.Pass("no IngressClass is the default")
			return
		case 1:
			c.Pass("IngressClass %s alone is the default", defaults[0].Name)
			return
		}
		// The order in which the API server picks.
		slices.SortFunc(defaults, func(a, b networkingv1.IngressClass) int {
			return cmp.Or(b.CreationTimestamp.Compare(a.CreationTimestamp.Time), cmp.Compare(a.Name, b.Name))
		})
		c.Set("class", defaults[1].Name)
		c.Blame("IngressClass", "", defaults[1].Name)
		c.Fail("%d IngressClasses are the default (%s); new Ingresses without a class get %s",
			len(defaults), checks.Names(classNames(defaults)), defaults[0].Name)
	},
}
