package cause

import "github.com/netwhy/netwhy/checks"

// FlowSearchRefused ends look-ups before they come to the name that is meant.
var FlowSearchRefused = &Cause{
	ID:       "flow.search-refused",
	Says:     "A policy for DNS refuses what the search list makes of a name, and the pods' resolver ends there, as that of Alpine does",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.search-refused"},
	Then:     []string{"flow.name-refused", "workload.not-ready"},
}
