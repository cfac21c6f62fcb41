package cause

import "github.com/netwhy/netwhy/checks"

// HostClaimedTwice sends the requests of one Ingress to another's backend.
var HostClaimedTwice = &Cause{
	ID:       "ingress.host-claimed-twice",
	Says:     "Two Ingresses claim the same host and path for different backends",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.Intermittent, checks.HealthReview},
	Shown:    []string{"ingress.host-conflict"},
}
