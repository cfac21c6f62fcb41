package cause

import "github.com/netwhy/netwhy/checks"

// PolicyRefused leaves a policy without effect.
var PolicyRefused = &Cause{
	ID:       "policy.refused",
	Says:     "Cilium does not take a policy as it is written",
	Explains: append(checks.Unreachable(), checks.PolicyReview),
	Shown:    []string{"policy.refused"},
}
