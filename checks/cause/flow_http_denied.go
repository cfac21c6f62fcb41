package cause

import "github.com/netwhy/netwhy/checks"

// FlowHTTPDenied lets connections in, and not what is asked through them.
var FlowHTTPDenied = &Cause{
	ID:       "flow.http-denied",
	Says:     "A policy for HTTP refuses what the caller asks for",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.call-http-denied"},
	After:    []string{"policy"},
}
