package cause

import "github.com/netwhy/netwhy/checks"

// FlowDNSServfail leaves pods without answers, as it was seen.
var FlowDNSServfail = &Cause{
	ID:       "flow.dns-servfail",
	Says:     "DNS answers the pods with errors of its own",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.host-servfail"},
	After:    []string{"dns", "egress", "policy"},
}
