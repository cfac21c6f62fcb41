package cause

import "github.com/netwhy/netwhy/checks"

// DNSDenied keeps a workload's queries from DNS.
var DNSDenied = &Cause{
	ID:       "policy.dns-denied",
	Says:     "Network policies let no DNS query of the workload out",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.PolicyReview, checks.EgressBlocked),
	Shown:    []string{"policy.dns-egress", "policy.local-dns-egress"},
	Then:     []string{"workload.not-ready", "workload.crashing"},
}
