package cause

import "github.com/netwhy/netwhy/checks"

// DNSCustomBroken keeps CoreDNS from starting, by a key that somebody added.
var DNSCustomBroken = &Cause{
	ID:       "dns.custom-broken",
	Says:     "CoreDNS refuses what coredns-custom adds",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked),
	Shown:    []string{"dns.custom-syntax"},
	Then:     []string{"dns.coredns-crashing", "dns.coredns-down", "dns.name-unresolved"},
}
