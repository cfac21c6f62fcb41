package cause

import "github.com/netwhy/netwhy/checks"

// ServiceRangeFull keeps new Services from being created.
var ServiceRangeFull = &Cause{
	ID:       "ipam.service-range-full",
	Says:     "There is no ClusterIP left for new Services",
	Explains: []checks.Symptom{checks.IPExhaustion, checks.HealthReview},
	Shown:    []string{"ipam.service-cidr-full"},
}
