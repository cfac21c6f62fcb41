package ingress

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

const (
	rewriteTarget = "nginx.ingress.kubernetes.io/rewrite-target"
	useRegex      = "nginx.ingress.kubernetes.io/use-regex"
)

// PathValid finds paths that match less than they look like.
var PathValid = &checks.Check{
	ID:     "ingress.path-valid",
	Asks:   "Do the Ingress's paths match what they look like?",
	Why:    "A regular expression that is read literally matches nothing, an Exact path matches one URL only, and a rewrite to a group that is missing loses the path.",
	Limits: "Regular expressions are judged for ingress-nginx only; what the application serves is not known.",
	Refs: []string{
		"https://kubernetes.github.io/ingress-nginx/user-guide/ingress-path-matching/",
		"https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types",
	},
	For:    []checks.Symptom{checks.HealthReview},
	Also:   []checks.Symptom{checks.IngressUnreachable},
	Scope:  evidence.Ingress,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.AllIngresses), evidence.Require(evidence.IngressClasses)},
	Remedy: checks.Remedy{
		Says:    "Use pathType Prefix for whole trees, say use-regex where regular expressions are meant, and capture what the rewrite refers to.",
		Changes: "The annotation makes ingress-nginx read all paths of the Ingress's hosts as regular expressions, those of other Ingresses too.",
		Fix:     []string{"kubectl -n {{.namespace}} annotate ingress {{.name}} {{.annotation}}"},
		Verify:  []string{"kubectl -n {{.namespace}} describe ingress {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		all, classes := evidence.AllIngresses.Of(c), evidence.IngressClasses.Of(c)
		ingress := find(c, all)
		if ingress == nil {
			return
		}
		name, _ := className(ingress)
		class := classNamed(classes, name)
		for _, r := range rules(ingress) {
			siblings, regex := hostRules(r.host, name, all)
			regex = regex && nginx(class)
			pattern := strings.ContainsAny(r.path, `*()[]|^$\`)
			switch group := rewriteGroup(ingress); {
			case r.fallback:
			case pattern && class == nil:
				c.Unknown("%s looks like a regular expression, and the Ingress's class does not say which controller reads it", r)
			case pattern && nginx(class) && !regex:
				c.Set("annotation", useRegex+"=true")
				c.Fail("%s looks like a regular expression, but nothing for its host says use-regex or rewrite-target, so that it is read literally", r)
			case nginx(class) && group > groups(r.path):
				c.Fail("%s is rewritten to %q, but has %s: the rest is lost", r, ingress.Annotations[rewriteTarget], checks.Count(groups(r.path), "capture group"))
			case !regex && r.pathType == networkingv1.PathTypeExact && strings.HasSuffix(r.path, "/") && !covered(r, siblings):
				c.Fail("%s has pathType Exact and matches that URL alone: what lies below it is not served", r)
			}
		}
		c.Pass("the paths match what they look like")
	},
}

// hostRules are the rules of all Ingresses of a class for one host, and
// whether an annotation makes ingress-nginx read them as regular expressions.
func hostRules(host, class string, all []networkingv1.Ingress) (list []rule, regex bool) {
	for i := range all {
		if name, _ := className(&all[i]); name != class {
			continue
		}
		for _, r := range rules(&all[i]) {
			if !r.fallback && r.host == host {
				list = append(list, r)
				rewrite := all[i].Annotations[rewriteTarget]
				regex = regex || all[i].Annotations[useRegex] == "true" || rewrite != "" && rewrite != r.path
			}
		}
	}
	return list, regex
}

// covered reports whether another rule serves what lies below an Exact path.
func covered(r rule, siblings []rule) bool {
	for _, s := range siblings {
		if s.pathType != networkingv1.PathTypeExact && strings.HasPrefix(r.path, s.path) || s.path != r.path && strings.HasPrefix(s.path, r.path) {
			return true
		}
	}
	return false
}

var groupReference = regexp.MustCompile(`\$([1-9])`)

// rewriteGroup is the highest capture group that the rewrite refers to.
func rewriteGroup(i *networkingv1.Ingress) (highest int) {
	for _, m := range groupReference.FindAllStringSubmatch(i.Annotations[rewriteTarget], -1) {
		n, _ := strconv.Atoi(m[1]) // one digit
		highest = max(highest, n)
	}
	return highest
}

// groups counts the capture groups of a path; one that is no valid expression
// is given the benefit of the doubt.
func groups(path string) int {
	expression, err := regexp.Compile(path)
	if err != nil {
		return 9
	}
	return expression.NumSubexp()
}
