package cause

import "github.com/netwhy/netwhy/checks"

// DNSNameImpossible is a host that no Service can be.
var DNSNameImpossible = &Cause{
	ID:       "dns.name-impossible",
	Says:     "The host name does not have the form of a name of the cluster",
	Explains: append(checks.Unreachable(), checks.DNSFails),
	Shown:    []string{"dns.name-possible"},
	Then:     []string{"dns.name-unresolved"},
}
