package chart

import (
	"strings"
	"testing"
)

// everything turns on what goes together.
const everything = `
signIn: {publicURL: "https://netwhy.example", oidc: {issuer: "https://issuer.example:8443/x", clientID: c, workloadIdentity: true, userGroups: [a], groupsPrefix: "x:"}}
workloadIdentity: {enabled: true, clientID: 11111111-2222-3333-4444-555555555555, tenantID: t}
model: {enabled: true, kind: azure, name: m, endpoint: "https://x.openai.azure.com", workloadIdentity: true, hideNames: true, settings: {max-tokens: "4000"}}
store: {postgres: {enabled: true, host: db.example, passwordSecret: {name: pg}, caSecret: pgca}}
replicas: 3
nodeprobe: {drops: true, priorityClassName: p, namespace: {name: probes, create: true}}
gateway: {enabled: true, parentRefs: [{name: gw}], annotations: {a: b}}
ingress: {enabled: true, className: nginx, tlsSecret: tls, annotations: {a: b}}
metrics: {serviceMonitor: {enabled: true, labels: {release: p}}, prometheusRule: {enabled: true, labels: {release: p}}, dashboard: {enabled: true}}
networkPolicy: {from: [{namespaceSelector: {}}], metricsFrom: [{podSelector: {}}], extraEgress: [{ports: [{port: 9}]}]}
images: {pullSecrets: [{name: s}]}
podAnnotations: {a: b}
podLabels: {c: d}
tolerations: [{operator: Exists}]
priorityClassName: p
affinity: {nodeAffinity: {}}
extraArgs: [--timeout=2m]
extraEnv: [{name: OTEL_SERVICE_NAME, value: x}]
serviceAccount: {annotations: {e: f}}
service: {type: LoadBalancer, port: 8443, annotations: {g: h}}
`

func TestWrongValuesAreRefusedWithWhatToDo(t *testing.T) {
	for values, want := range map[string]string{
		"replica: 2":                                    "additional properties 'replica' not allowed",
		"nodeprobe: {enable: true}":                     "additional properties 'enable' not allowed",
		"replicas: two":                                 "replicas",
		"images: {netwhy: {digest: abc}}":               "digest",
		"certificates: {source: magic}":                 "source",
		"signIn: {publicURL: 'http://netwhy.example'}":  "publicURL",
		"store: {postgres: {sslMode: maybe}}":           "sslMode",
		"nodeprobe: {interval: fast}":                   "interval",
		"hubble: {relay: nowhere}":                      "relay",
		"model: {settings: {key: x}}":                   "must be one of 'dialect'",
		"global: {azure: {images: {other: {}}}}":        "additional properties 'other' not allowed",
		"replicas: 2":                                   "set store.postgres.enabled=true, or replicas=1",
		"signIn: {oidc: {issuer: 'https://i.example'}}": "set signIn.publicURL=https://NAME",
		"signIn: {oidc: {clientID: c}}":                 "set signIn.oidc.issuer",
		"signIn: {clusterToken: false}":                 "set signIn.clusterToken=true or signIn.oidc.issuer",
		"signIn: {oidc: {userGroups: [a]}}":             "set signIn.oidc.issuer",
		"signIn: {publicURL: 'https://n.example', oidc: {issuer: 'https://i.example'}}":                                                               "set signIn.oidc.clientID",
		"signIn: {publicURL: 'https://n.example', oidc: {issuer: 'https://i.example', clientID: c, accessToken: true, usersBy: claims}}":              "set signIn.oidc.usersBy=cluster",
		"signIn: {publicURL: 'https://n.example', oidc: {issuer: 'https://i.example', clientID: c, workloadIdentity: true}}":                          "set workloadIdentity.enabled=true",
		"signIn: {publicURL: 'https://n.example', oidc: {issuer: 'https://i.example', clientID: c, workloadIdentity: true, clientSecret: {name: s}}}": "set either signIn.oidc.clientSecret.name",
		"model: {enabled: true}": "set model.endpoint and model.name",
		"model: {enabled: true, name: m, endpoint: 'https://e', workloadIdentity: true}":                 "set workloadIdentity.enabled=true",
		"model: {enabled: true, name: m, endpoint: 'https://e', workloadIdentity: true, key: {name: k}}": "set either model.key.name",
		"workloadIdentity: {enabled: true}":      "set workloadIdentity.clientID",
		"store: {postgres: {enabled: true}}":     "set store.postgres.host",
		"nodeprobe: {namespace: {create: true}}": "set nodeprobe.namespace.name to another",
		"ingress: {enabled: true}":               "set signIn.publicURL=https://NAME",
		"gateway: {enabled: true}":               "gateway.parentRefs",
		"{gateway: {enabled: true, parentRefs: [{name: g}]}, signIn: {publicURL: 'https://n.example'}, certificates: {source: existing}}": "set gateway.authorityConfigMap",
		"{certificates: {source: certManager}, nodeprobe: {namespace: {name: probes}}}":                                                   "to a ClusterIssuer",
		"certificates: {certManager: {issuerRef: {kind: ClusterIssuer}}}":                                                                 "set certificates.certManager.issuerRef.name",
		"certificates: {validDays: 30}":              "set certificates.rotateAfterDays below",
		"certificates: {authority: {validDays: 30}}": "set certificates.authority.rotateAfterDays below",
	} {
		if _, err := release(t, "netwhy", values, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", values, err, want)
		}
	}
}
