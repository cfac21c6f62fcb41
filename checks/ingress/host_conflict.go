package ingress

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// HostConflict finds a host and path that another Ingress claims as well, for
// another backend.
var HostConflict = &checks.Check{
	ID:     "ingress.host-conflict",
	Asks:   "Are the Ingress's hosts and paths its own?",
	Why:    "Where two Ingresses of a class claim the same host and path, one of them gets the requests and the other none.",
	Limits: "Ingresses of different classes are not compared, even if one controller serves both. Ingresses at different addresses are taken to have different controllers.",
	Refs:   []string{"https://kubernetes.github.io/ingress-nginx/how-it-works/#building-the-nginx-model"},
	For:    []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Also:   []checks.Symptom{checks.Intermittent},
	Scope:  evidence.Ingress,
	Needs:  []evidence.Need{evidence.Require(evidence.AllIngresses), evidence.Require(evidence.IngressClasses)},
	Remedy: checks.Remedy{
		Says:   "Remove the rule from one of the two Ingresses, or give it a host or path of its own.",
		Verify: []string{"kubectl -n {{.namespace}} get ingress {{.name}}", "kubectl -n {{.othernamespace}} get ingress {{.other}}"},
	},
	Eval: func(c *checks.Context) {
		all, classes := evidence.AllIngresses.Of(c), evidence.IngressClasses.Of(c)
		ingress := find(c, all)
		if ingress == nil {
			return
		}
		class, _ := className(ingress)
		oldest := nginx(classNamed(classes, class)) // ingress-nginx serves the oldest rule
		for i := range all {
			other := &all[i]
			if name, _ := className(other); other == ingress || name != class || exempt(ingress) || exempt(other) {
				continue
			}
			mine, theirs, conflict := collision(ingress, other)
			if !conflict {
				continue
			}
			where := "Ingress " + other.Namespace + "/" + other.Name
			switch here, there := addresses(ingress), addresses(other); {
			case len(here) == 0 || len(there) == 0:
				c.Unknown("%s is also claimed by %s; whether one controller serves both shows only once both have an address", mine, where)
				continue
			case !slices.ContainsFunc(here, func(a string) bool { return slices.Contains(there, a) }):
				c.Pass("%s is also claimed by %s, which is served at another address", mine, where)
				continue
			case oldest && ingress.CreationTimestamp.Before(&other.CreationTimestamp):
				c.Pass("%s is also claimed by %s, but this Ingress is older and gets the requests", mine, where)
				continue
			}
			c.Set("othernamespace", other.Namespace)
			c.Set("other", other.Name)
			c.Relate(evidence.Of(evidence.Ingress, other.Namespace, other.Name))
			who := "only one of the two gets the requests"
			if oldest && other.CreationTimestamp.Before(&ingress.CreationTimestamp) {
				who = "which is older and gets the requests"
			}
			c.Confine(mine.host)
			c.Fail("%s, here for %s, is also claimed by %s for %s, %s", mine, mine.target(), where, theirs.target(), who)
		}
		c.Pass("no other Ingress of the class claims the same host and path for another backend")
	},
}

// exempt reports whether an Ingress may share a path on purpose: a canary of
// ingress-nginx does, and one that is being deleted is on its way out.
func exempt(i *networkingv1.Ingress) bool {
	return i.Annotations["nginx.ingress.kubernetes.io/canary"] == "true" || i.DeletionTimestamp != nil
}

// collision finds the first rule of an Ingress whose host and path another
// one claims for another backend.
func collision(ingress, other *networkingv1.Ingress) (mine, theirs rule, found bool) {
	for _, mine := range rules(ingress) {
		for _, theirs := range rules(other) {
			same := !mine.fallback && !theirs.fallback && mine.host == theirs.host && mine.path == theirs.path && mine.pathType == theirs.pathType
			if same && (ingress.Namespace != other.Namespace || mine.target() != theirs.target()) {
				return mine, theirs, true
			}
		}
	}
	return rule{}, rule{}, false
}
