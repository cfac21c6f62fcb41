package cause

import "github.com/netwhy/netwhy/checks"

// DNSNamesCaptured answers names before they are looked up.
var DNSNamesCaptured = &Cause{
	ID:       "dns.names-captured",
	Says:     "A plugin of CoreDNS takes names away",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked),
	Shown:    []string{"dns.corefile-rewrite-template"},
	Then:     []string{"dns.name-unresolved"},
}
