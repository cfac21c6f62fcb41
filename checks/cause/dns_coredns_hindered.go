package cause

import "github.com/netwhy/netwhy/checks"

// DNSCoreDNSHindered keeps CoreDNS from what it answers from.
var DNSCoreDNSHindered = &Cause{
	ID:       "dns.coredns-hindered",
	Says:     "CoreDNS cannot reach its resolvers or the API server, or talks to itself",
	Explains: []checks.Symptom{checks.DNSFails, checks.EgressBlocked, checks.Intermittent, checks.Latency},
	Shown:    []string{"dns.coredns-log-errors", "dns.resolver-answers", "dns.resolver-gaps"},
	Then:     []string{"dns.coredns-crashing", "dns.coredns-down", "dns.name-unresolved"},
}
