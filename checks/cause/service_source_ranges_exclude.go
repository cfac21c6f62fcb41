package cause

import "github.com/netwhy/netwhy/checks"

// ServiceSourceRangesExclude shuts clients out at the load balancer.
var ServiceSourceRangesExclude = &Cause{
	ID:       "service.source-ranges-exclude",
	Says:     "The load balancer's source ranges shut its clients out",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout},
	Shown:    []string{"service.source-ranges"},
}
