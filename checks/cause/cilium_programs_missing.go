package cause

import "github.com/netwhy/netwhy/checks"

// CiliumProgramsMissing drops all packets of some pods.
var CiliumProgramsMissing = &Cause{
	ID:       "cilium.programs-missing",
	Says:     "Programs of Cilium that carry the packets of pods are not in place",
	Explains: append(checks.Losses(), append(checks.Beyond(), checks.PolicyReview)...),
	Shown:    []string{"cilium.drops-endpoint"},
	Then:     []string{"workload.not-ready", "kernel.retransmits"},
}
