package flow

import (
	"slices"
	"time"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"github.com/netwhy/netwhy/checks/reach"
)

// PoliciesInForce finds a node that still drops by policies what the policies as
// they are allow.
var PoliciesInForce = &checks.Check{
	ID:     "flow.policies-in-force",
	Asks:   "Does the dataplane let through what the policies allow?",
	Why:    "An agent that does not learn of a change, or cannot put it into force, goes on dropping by rules that nobody can read any more, or by labels that the pod no longer has.",
	Limits: "It watches for some seconds after the policies were read, and sees only what is sent meanwhile.",
	Refs:   []string{"https://docs.cilium.io/en/v1.20/security/policy/lifecycle/", "https://docs.cilium.io/en/v1.20/_api/v1/flow/README/"},
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Needs:  slices.Concat(calledNeeds(evidence.CallFlowsAhead), callHeldAgainst()),
	Remedy: checks.Remedy{
		Says:    "See in the log of Cilium's agent on the node what keeps it from the new state (it may not reach the API server), and restart it.",
		Changes: "The node's agent restarts; the kernel forwards on meanwhile.",
		Fix:     []string{"kubectl -n kube-system delete pod --field-selector spec.nodeName={{.node}} -l k8s-app=cilium"},
		Verify: []string{
			"kubectl -n kube-system get pods -o wide -l k8s-app=cilium --field-selector spec.nodeName={{.node}}",
			"kubectl -n {{.enforcer}} get ciliumendpoint {{.endpoint}} -o yaml",
		},
	},
	Eval: func(c *checks.Context) {
		all := callIn(c, evidence.CallFlowsAhead)
		if blind(c, all) {
			return
		}
		drops := all.keep(goingDropped)
		if len(drops.rows) == 0 {
			nothing(c, all, "no packet of the call was dropped by a policy")
			return
		}
		for _, alike := range drops.apart(func(f *hubble.Flow) string { return pair(f) + ruled(f) + f.Node }) {
			inForce(c, all, alike)
		}
	},
}

// settled is how long after a change the agents are given to put it into force;
// our judgement.
const settled = 3 * time.Second

func inForce(c *checks.Context, all, alike seen) {
	f, said := alike.rows[0], alike.sentence(ruled(alike.rows[0]))
	switch side := toService(c, f); {
	case all.since(f, alike.last()):
		c.Pass("%s; others alike came through since", said)
	case side.Verdict == reach.Denied:
		c.Pass("%s, and the policies as they were read say the same", said)
	case side.Verdict != reach.Allowed:
		c.Unknown("%s, and what the policies say of it is not known", said)
	case alike.last().Before(all.view.From.Add(settled)):
		c.Unknown("%s, though the policies allow it: it may take a moment until they are in force", said)
	default:
		c.Blame(string(evidence.Node), "", f.Node)
		c.Set("node", f.Node)
		c.Set("enforcer", f.Enforcer().Namespace)
		c.Set("endpoint", f.Enforcer().Pod)
		relate(c, ownerOf(f.Client), ownerOf(f.Server), node(f))
		c.Fail("%s, though the policies as they were read before allow it (%s)", said, side.Basis)
	}
}
