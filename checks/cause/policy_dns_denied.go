package cause

import "github.com/netwhy/netwhy/checks"

// DNSDenied keeps a workload's queries from DNS.
var DNSDenied = &Cause{
	ID:       "policy.dns-denied",
	Says:     "Network policies keep the queries of the workload from DNS",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.PolicyReview, checks.EgressBlocked),
	Shown:    []string{"policy.dns-egress", "policy.local-dns-egress", "policy.dns-ingress"},
	Then:     []string{"workload.not-ready", "workload.crashing"},
}
