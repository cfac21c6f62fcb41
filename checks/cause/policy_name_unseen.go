package cause

import "github.com/netwhy/netwhy/checks"

// NameUnseen leaves a rule on a host name without addresses.
var NameUnseen = &Cause{
	ID:       "policy.name-unseen",
	Says:     "A rule allows a host by name, and Cilium does not see the look-ups",
	Explains: append(checks.Unreachable(), checks.PolicyReview, checks.EgressBlocked),
	Shown:    []string{"policy.host-name-seen"},
}
