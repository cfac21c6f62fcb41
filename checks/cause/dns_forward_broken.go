package cause

import "github.com/netwhy/netwhy/checks"

// DNSForwardBroken leaves names outside the cluster unresolved, or makes CoreDNS halt.
var DNSForwardBroken = &Cause{
	ID:       "dns.forward-broken",
	Says:     "CoreDNS forwards to nobody, or to itself",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked),
	Shown:    []string{"dns.corefile-forward"},
	Then:     []string{"dns.coredns-crashing", "dns.coredns-down", "dns.coredns-hindered", "dns.name-unresolved"},
}
