package cause

import "github.com/netwhy/netwhy/checks"

// DNSClusterNamesUnserved makes every name of a Service NXDOMAIN.
var DNSClusterNamesUnserved = &Cause{
	ID:       "dns.cluster-names-unserved",
	Says:     "CoreDNS does not serve the cluster's own names",
	Explains: append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked),
	Shown:    []string{"dns.corefile-kubernetes-plugin"},
	Then:     []string{"dns.name-unresolved"},
}
