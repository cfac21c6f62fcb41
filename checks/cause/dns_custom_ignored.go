package cause

import "github.com/netwhy/netwhy/checks"

// DNSCustomIgnored leaves names to the default configuration.
var DNSCustomIgnored = &Cause{
	ID:       "dns.custom-ignored",
	Says:     "CoreDNS ignores a part of coredns-custom",
	Explains: []checks.Symptom{checks.DNSFails, checks.EgressBlocked, checks.HealthReview},
	Shown:    []string{"dns.custom-keys", "dns.custom-forward"},
	Then:     []string{"dns.name-unresolved"},
}
