package policy

import (
	"regexp"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// deniesByName are words in the name of a policy that is meant to deny.
var deniesByName = regexp.MustCompile(`(^|[-.])(deny|block|isolate|isolation|lockdown|quarantine|restrict|no)([-.]|$)`)

// DeniesNothing finds policies that are called denials and allow everything.
var DeniesNothing = &checks.Check{
	ID:     "policy.denies-nothing",
	Asks:   "Do the namespace's policies that are named as denials deny something?",
	Why:    "An empty rule (ingress: [{}]) allows everything, and so does a rule with an empty list of peers and ports; no rule at all (ingress: []) is what denies.",
	Limits: "What a policy is meant for is read from its name alone.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies"},
	For:    []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{evidence.Require(evidence.NetworkPolicies)},
	Remedy: checks.Remedy{
		Says:   "Take the empty rule out of the policy: without any rule, it denies everything in its policyTypes. Or rename it, if it is meant to allow.",
		Verify: []string{seePolicy},
	},
	Eval: func(c *checks.Context) {
		reviewRules(c, "no policy that is named as a denial allows everything", func(p *networkingv1.NetworkPolicy, r rule) {
			if deniesByName.MatchString(p.Name) && len(r.peers)+len(r.ports) == 0 {
				blame(c, p)
				c.Fail("%s names neither peers nor ports and so allows all %s traffic, while the policy's name says that it denies", r.says, traffic[r.way])
			}
		})
	},
}
