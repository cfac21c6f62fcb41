package cause

import "github.com/netwhy/netwhy/checks"

// FlowIdentityUnknown drops what the dataplane cannot tell apart.
var FlowIdentityUnknown = &Cause{
	ID:       "flow.identity-unknown",
	Says:     "The dataplane does not know who sends or receives, and drops the packets",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.call-identity-drops"},
	Then:     []string{"flow.unanswered", "flow.lost-between"},
	After:    []string{"cilium", "node", "ipam"},
}
