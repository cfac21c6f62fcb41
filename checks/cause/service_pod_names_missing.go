package cause

import "github.com/netwhy/netwhy/checks"

// ServicePodNamesMissing leaves the pods of a StatefulSet without names in DNS.
var ServicePodNamesMissing = &Cause{
	ID:       "service.pod-names-missing",
	Says:     "The StatefulSet's serviceName leads to no Service that selects its pods",
	Explains: []checks.Symptom{checks.DNSFails},
	Shown:    []string{"service.governing-service"},
	Then:     []string{"dns.name-unresolved"},
}
