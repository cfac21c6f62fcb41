package cause

import "github.com/netwhy/netwhy/checks"

// DNSCoreDNSCrashing loses queries whenever a CoreDNS container ends.
var DNSCoreDNSCrashing = &Cause{
	ID:       "dns.coredns-crashing",
	Says:     "CoreDNS containers end again and again",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.Latency),
	Shown:    []string{"dns.coredns-restarts"},
	Then:     []string{"dns.coredns-down", "dns.name-unresolved"},
}
