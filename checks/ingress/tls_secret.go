package ingress

import (
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// TLSSecret finds a certificate that the controller could not find, by its
// events. Secrets themselves are never read.
var TLSSecret = &checks.Check{
	ID:     "ingress.tls-secret",
	Asks:   "Do events say that the Ingress's TLS secret is missing?",
	Why:    "Without its secret a host is served with the controller's own certificate, which clients reject, or not at all.",
	Limits: "Netwhy reads no Secrets. Events expire after an hour and may be older than the secret; ingress-nginx only logs a missing secret and sends no event.",
	Refs: []string{
		"https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",
		"https://github.com/Azure/application-gateway-kubernetes-ingress/blob/master/pkg/events/types.go (ReasonSecretNotFound)",
		"https://github.com/Azure/aks-app-routing-operator/blob/main/pkg/controller/keyvault/placeholderpod/event_mirror.go",
	},
	Also:  []checks.Symptom{checks.IngressUnreachable, checks.HealthReview},
	Scope: evidence.Ingress,
	Needs: []evidence.Need{evidence.Require(evidence.Ingresses), evidence.Require(evidence.Warnings)},
	Remedy: checks.Remedy{
		Says:   "Create the TLS secret in the Ingress's namespace, or repair what should create it: cert-manager, or the Key Vault reference and its permission.",
		Verify: []string{"kubectl -n {{.namespace}} get secret {{.secret}}", "kubectl -n {{.namespace}} describe ingress {{.name}}"},
	},
	Eval: func(c *checks.Context) {
		events := evidence.Warnings.Of(c)
		ingress := find(c, evidence.Ingresses.Of(c))
		if ingress == nil {
			return
		}
		var secrets []string
		for _, t := range ingress.Spec.TLS {
			if t.SecretName != "" {
				secrets = append(secrets, t.SecretName)
			}
		}
		if secrets = sorted(secrets); len(secrets) == 0 {
			c.Skip("the Ingress names no TLS secret")
			return
		}
		about := warnings(events, c.Subject())
		for _, secret := range secrets {
			for _, said := range about {
				if missing(said, secret) {
					c.Set("secret", secret)
					c.Fail("the TLS secret %s is missing, says an event: %s", secret, said)
				}
			}
		}
		pulls := true
		for _, said := range about {
			// Mirrored from the pod that pulls the certificate: an older secret may still serve.
			if strings.HasPrefix(said, "FailedMount: ") || strings.HasPrefix(said, "FailedToCreateSecret: ") {
				c.Unknown("the certificate cannot be pulled from Key Vault, says an event; whether secret %s exists from before is not seen: %s", checks.Names(secrets), said)
				pulls = false
			}
		}
		if pulls {
			c.NoSign("no event of the Ingress says that the TLS secret %s is missing", checks.Names(secrets))
		}
	},
}

// missing reports whether an event says that a secret is not there. The secret
// must be named as a whole word: "shop-tls" is not in "shop-tls-2".
func missing(said, secret string) bool {
	words := strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune(" \"'`/,:;[]()", r) })
	named := false
	for _, w := range words {
		named = named || strings.TrimRight(w, ".") == secret
	}
	low := strings.ToLower(said)
	return named && (strings.HasPrefix(said, "SecretNotFound: ") || strings.Contains(low, "not found") || strings.Contains(low, "does not exist") ||
		strings.Contains(low, "doesn't exist"))
}
