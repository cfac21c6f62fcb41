package mtls

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// HalfEnrolled finds a call of which one end encrypts and the other does not.
var HalfEnrolled = &checks.Check{
	ID:     "mtls.half-enrolled",
	Asks:   "Are both ends of the call enrolled, or neither?",
	Why:    "Between an enrolled namespace and one that is not, AKS lets the call pass in clear text; Cilium itself does not support it, and it may fail.",
	Limits: "What happens depends on the build: only that the two differ is told.",
	Refs:   []string{guide, aksGuide},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   checks.Unreachable(),
	Scope:  evidence.Call,
	Callee: evidence.Service,
	Weight: checks.Risk,
	Needs:  configured(evidence.Require(evidence.Namespaces)),
	Remedy: checks.Remedy{
		Says:    "Enrol both namespaces, or neither.",
		Changes: "The pods of the namespace send and take encrypted connections from then on; open ones are cut.",
		Fix:     []string{"kubectl label namespace {{.other}} io.cilium/mtls-enabled=true"},
		Verify:  []string{seeNamespaces},
	},
	Eval: func(c *checks.Context) {
		if !active(c) {
			return
		}
		from, to := c.Subject().InNamespace(), c.Subject().Callee().InNamespace()
		caller, knownCaller := enrolled(c, from)
		callee, knownCallee := enrolled(c, to)
		switch {
		case !knownCaller || !knownCallee:
			c.Skip("a namespace of the call does not exist")
		case caller == callee && caller:
			c.Pass("both namespaces are enrolled")
		case caller == callee:
			c.Pass("neither namespace is enrolled")
		case caller:
			c.Set("other", to)
			c.Fail("namespace %s is enrolled, and %s is not", from, to)
		default:
			c.Set("other", from)
			c.Fail("namespace %s is enrolled, and %s is not", to, from)
		}
	},
}
