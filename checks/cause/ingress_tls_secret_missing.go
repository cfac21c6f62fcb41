package cause

import "github.com/netwhy/netwhy/checks"

// TLSSecretMissing leaves a host without its certificate.
var TLSSecretMissing = &Cause{
	ID:       "ingress.tls-secret-missing",
	Says:     "The TLS secret that the Ingress names is missing",
	Explains: []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Shown:    []string{"ingress.tls-secret"},
}
