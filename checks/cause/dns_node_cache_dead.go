package cause

import "github.com/netwhy/netwhy/checks"

// DNSNodeCacheDead takes name resolution from the pods of some nodes.
var DNSNodeCacheDead = &Cause{
	ID:       "dns.node-cache-dead",
	Says:     "The DNS cache of a node holds the address of kube-dns and does not run",
	Explains: []checks.Symptom{checks.DNSFails, checks.EgressBlocked, checks.Intermittent, checks.HealthReview},
	Shown:    []string{"dns.node-local-ready"},
}
