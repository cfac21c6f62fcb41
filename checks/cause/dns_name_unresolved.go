package cause

import "github.com/netwhy/netwhy/checks"

// DNSNameUnresolved leaves callers of a host without its address.
var DNSNameUnresolved = &Cause{
	ID:       "dns.name-unresolved",
	Says:     "The cluster's DNS has no address for the host",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked),
	Shown:    []string{"dns.answer"},
}
