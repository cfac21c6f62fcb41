package cause

import "github.com/netwhy/netwhy/checks"

// IngressNoAddress leaves an Ingress unserved.
var IngressNoAddress = &Cause{
	ID:       "ingress.no-address",
	Says:     "The Ingress's controller has given it no address",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.ConnectionTimeout, checks.ConnectionRefused, checks.HealthReview},
	Shown:    []string{"ingress.address-assigned"},
}
