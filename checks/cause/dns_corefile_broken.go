package cause

import "github.com/netwhy/netwhy/checks"

// DNSCorefileBroken keeps CoreDNS from starting.
var DNSCorefileBroken = &Cause{
	ID:       "dns.corefile-broken",
	Says:     "CoreDNS refuses its Corefile",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked),
	Shown:    []string{"dns.corefile-valid"},
	Then:     []string{"dns.coredns-crashing", "dns.coredns-down", "dns.name-unresolved"},
}
