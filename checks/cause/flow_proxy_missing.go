package cause

import "github.com/netwhy/netwhy/checks"

// FlowProxyMissing loses what rules for layer 7 send to a proxy.
var FlowProxyMissing = &Cause{
	ID:       "flow.proxy-missing",
	Says:     "The proxy for rules of layer 7 does not take what is sent to it",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.proxy-drops"},
	Then:     []string{"flow.unanswered", "flow.dns-servfail"},
	After:    []string{"cilium", "node", "policy"},
}
