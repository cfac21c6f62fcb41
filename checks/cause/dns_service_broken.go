package cause

import "github.com/netwhy/netwhy/checks"

// DNSServiceBroken leads queries for names past CoreDNS.
var DNSServiceBroken = &Cause{
	ID:       "dns.service-broken",
	Says:     "The Service kube-dns does not lead to CoreDNS",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked),
	Shown:    []string{"dns.service-present"},
	Then:     []string{"dns.coredns-down", "dns.name-unresolved"},
}
