package cause

import "github.com/netwhy/netwhy/checks"

// DNSPodAsksElsewhere keeps a workload from the names of Services.
var DNSPodAsksElsewhere = &Cause{
	ID:       "dns.pod-asks-elsewhere",
	Says:     "The workload's pods do not ask the cluster's DNS for the Service's name",
	Explains: append(checks.Unreachable(), checks.DNSFails),
	Shown:    []string{"dns.pod-policy", "dns.caller-resolves"},
}
