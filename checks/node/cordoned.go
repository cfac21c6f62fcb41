package node

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Cordoned finds a node that takes no new pods.
var Cordoned = &checks.Check{
	ID:     "node.cordoned",
	Asks:   "Does the node take new pods?",
	Why:    "A cordoned node takes no replacements: pods may stay without a place, and it is mostly about to be drained.",
	Limits: "An upgrade cordons nodes for a while, as it should.",
	Refs:   []string{"https://kubernetes.io/docs/concepts/architecture/nodes/#manual-node-administration"},
	Also:   []checks.Symptom{checks.Intermittent, checks.HealthReview},
	Scope:  evidence.Node,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.NodeObject)},
	Remedy: checks.Remedy{
		Says:    "Let it take pods again, once nobody is working on it.",
		Changes: "New pods may be placed on the node.",
		Fix:     []string{"kubectl uncordon {{.name}}"},
		Verify:  []string{"kubectl get node {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		node := subject(c)
		switch {
		case node == nil:
		case node.Spec.Unschedulable:
			c.Fail("the node is cordoned")
		default:
			c.Pass("the node is not cordoned")
		}
	},
}
