package cause

import "github.com/netwhy/netwhy/checks"

// FlowWildcardIgnored refuses the names that a rule for all names lists.
var FlowWildcardIgnored = &Cause{
	ID:       "flow.wildcard-ignored",
	Says:     "Names are refused though a policy lists all names by \"*\" alone, which AKS does not support",
	Explains: append(checks.Losses(), checks.Beyond()...),
	Shown:    []string{"flow.wildcard-refused"},
	Then:     []string{"flow.name-refused", "workload.not-ready"},
}
