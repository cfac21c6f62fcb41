package cilium

import (
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// APIServerEntity finds rules that should let the API server in, and do not.
var APIServerEntity = &checks.Check{
	ID:     "cilium.apiserver-entity",
	Asks:   "Do rules that let the API server in recognise it?",
	Why:    "On AKS the control plane calls into the cluster through the konnectivity agents: what arrives comes from a pod of kube-system or its node, never from the entity kube-apiserver. A webhook behind such a rule is not reached.",
	Limits: "Other rules may let the calls in all the same.",
	Refs:   []string{"https://github.com/cilium/cilium/issues/32464", "https://docs.cilium.io/en/stable/security/policy/language/#entities-based"},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   []checks.Symptom{checks.ConnectionTimeout, checks.HealthReview},
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  append(written(), evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.Konnectivity)),
	Remedy: checks.Remedy{
		Says:   "Allow the konnectivity agents (app: konnectivity-agent in kube-system) and the entities host and remote-node beside it.",
		Verify: []string{"kubectl -n kube-system get pods -l app=konnectivity-agent -o wide"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		found := policiesWith(c, func(p *evidence.CiliumPolicy) bool {
			return slices.ContainsFunc(rulesOf(p), func(r evidence.CiliumRule) bool { return admitsAPIServer(r.Ingress) })
		})
		switch {
		case len(found) == 0:
			c.Pass("no rule that concerns the namespace names the API server as a caller")
		case len(evidence.Konnectivity.Of(c)) == 0:
			c.Pass("%s, and no konnectivity agent stands between", names(found))
		default:
			blame(c, found)
			c.Fail("%s lets the entity kube-apiserver in, whose calls come through konnectivity-agent", names(found))
		}
	},
}

// admitsAPIServer reports whether rules let in the API server, and neither
// everyone nor the nodes.
func admitsAPIServer(ingress []any) (found bool) {
	walk(tree(ingress), func(field string, value any) {
		list, _ := value.([]any)
		wide := slices.ContainsFunc(list, func(e any) bool { return e == "all" || e == "cluster" || e == "remote-node" })
		found = found || field == "fromEntities" && slices.Contains(list, any("kube-apiserver")) && !wide
	})
	return found
}
