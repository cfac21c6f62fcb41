package cause

import "github.com/netwhy/netwhy/checks"

// FlowNameRefused keeps a name from a pod that may ask DNS.
var FlowNameRefused = &Cause{
	ID:       "flow.name-refused",
	Says:     "A policy for DNS refuses the name that the caller asks for",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.host-name-refused"},
	After:    []string{"policy"},
}
