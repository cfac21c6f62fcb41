package cause

import "github.com/netwhy/netwhy/checks"

// FlowRefused is a port on which nobody listens, as it was seen.
var FlowRefused = &Cause{
	ID:       "flow.refused",
	Says:     "Where the connection arrives, nothing accepts it on that port",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.call-refused", "flow.host-accepts"},
	After:    []string{"service", "workload", "socket", "egress", "dns"},
}
