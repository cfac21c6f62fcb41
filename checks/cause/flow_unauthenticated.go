package cause

import "github.com/netwhy/netwhy/checks"

// FlowUnauthenticated drops what nobody vouches for.
var FlowUnauthenticated = &Cause{
	ID:       "flow.unauthenticated",
	Says:     "The dataplane drops packets that are not authenticated or not encrypted",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.call-auth-drops"},
	Then:     []string{"flow.unanswered", "flow.lost-between"},
	After:    []string{"mtls", "cilium", "policy"},
}
