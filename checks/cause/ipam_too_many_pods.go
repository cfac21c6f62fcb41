package cause

import "github.com/netwhy/netwhy/checks"

// TooManyPods keeps pods Pending because nodes hold as many as they may.
var TooManyPods = &Cause{
	ID:       "ipam.too-many-pods",
	Says:     "The nodes hold as many pods as they may",
	Explains: append(checks.Unreachable(), checks.IPExhaustion, checks.IngressUnreachable),
	Shown:    []string{"ipam.too-many-pods"},
	Then:     []string{"workload.pending", "workload.not-ready"},
}
