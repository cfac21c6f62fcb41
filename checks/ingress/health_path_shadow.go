package ingress

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// HealthPathShadow finds an Ingress without a host that takes the load
// balancer's health probe away from the controller.
var HealthPathShadow = &checks.Check{
	ID:     "ingress.health-path-shadow",
	Asks:   "Does the load balancer's probe of /healthz still reach the controller itself?",
	Why:    "Azure probes ingress-nginx at /healthz without a host name; if a backend answers in its place with anything but 200, the load balancer takes every node out and all hosts are dead.",
	Limits: "The probe's path and the backend's answer are not seen, so that this is a risk and not a fault.",
	Refs: []string{
		"https://github.com/kubernetes/ingress-nginx/blob/controller-v1.12.0/rootfs/etc/nginx/template/nginx.tmpl (location HealthzURI)",
		"https://github.com/Azure/AKS/issues/3621",
		"https://learn.microsoft.com/en-us/azure/load-balancer/load-balancer-custom-probe-overview#probe-protocol",
	},
	For:    []checks.Symptom{checks.HealthReview},
	Also:   []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout},
	Scope:  evidence.Ingress,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.Ingresses), evidence.Require(evidence.IngressClasses)},
	Remedy: checks.Remedy{
		Says:   "Give the rule a host, or keep rewrites and regular expressions out of rules without a host.",
		Verify: []string{"kubectl -n {{.namespace}} describe ingress {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		classes := evidence.IngressClasses.Of(c)
		ingress := find(c, evidence.Ingresses.Of(c))
		if ingress == nil {
			return
		}
		name, _ := className(ingress)
		class := classNamed(classes, name)
		for _, r := range rules(ingress) {
			if r.fallback || r.host != "" {
				continue
			}
			rewrite := ingress.Annotations[rewriteTarget]
			regex := ingress.Annotations[useRegex] == "true" || rewrite != "" && rewrite != r.path
			literal := strings.TrimRight(r.path, "/") == "/healthz"
			switch {
			case !regex && !literal:
			case class == nil:
				c.Unknown("%s takes requests of any host, and the Ingress's class does not say which controller serves it", r)
			case !nginx(class):
				c.Pass("the controller %s has no /healthz that a rule could take", class.Spec.Controller)
			case regex:
				c.Fail("%s takes requests of any host and makes ingress-nginx match paths as regular expressions, which come before its own /healthz", r)
			default:
				c.Fail("%s takes the health probe's path for %s", r, r.target())
			}
		}
		c.Pass("no rule of the Ingress takes /healthz of any host")
	},
}
