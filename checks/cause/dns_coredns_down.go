package cause

import "github.com/netwhy/netwhy/checks"

// DNSCoreDNSDown leaves all DNS queries of the cluster without an answer.
var DNSCoreDNSDown = &Cause{
	ID:       "dns.coredns-down",
	Says:     "No CoreDNS pod answers",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable),
	Shown:    []string{"dns.coredns-ready"},
	Then:     []string{"dns.name-unresolved"},
}
