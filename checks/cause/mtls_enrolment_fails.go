package cause

import "github.com/netwhy/netwhy/checks"

// MTLSEnrolmentFails leaves pods out of encryption.
var MTLSEnrolmentFails = &Cause{
	ID:       "mtls.enrolment-fails",
	Says:     "Cilium cannot lead the pods of the node through ztunnel",
	Explains: append(checks.Unreachable(), checks.PolicyReview),
	Shown:    []string{"mtls.enrolment-fails"},
	Then:     []string{"workload.not-ready"},
}
