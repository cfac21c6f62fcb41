package reach_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"sigs.k8s.io/yaml"
)

const backends = `
- metadata: {name: api-1, namespace: pay, labels: {kubernetes.io/service-name: api}}
  addressType: IPv4
  ports: [{name: http, port: 8080, protocol: TCP}, {name: dns, port: 5353, protocol: UDP}]
  endpoints:
    - {addresses: [10.0.0.1], conditions: {ready: true}, targetRef: {kind: Pod, name: api-0, namespace: pay}}
    - {addresses: [10.0.0.2], conditions: {ready: false}, targetRef: {kind: Pod, name: api-1, namespace: pay}}
    - {addresses: [10.0.0.3], targetRef: {kind: Pod, name: gone, namespace: pay}}
- metadata: {name: old-1, namespace: pay, labels: {kubernetes.io/service-name: old}}
  addressType: IPv4
  ports: [{name: "", port: 8080, protocol: TCP}]
  endpoints: [{addresses: [10.0.0.4], conditions: {ready: false, serving: true, terminating: true}}]
- metadata: {name: kubernetes, namespace: default, labels: {kubernetes.io/service-name: kubernetes}}
  addressType: IPv4
  ports: [{name: https, port: 443, protocol: TCP}]
  endpoints: [{addresses: [20.1.2.3]}]
`

func TestTargets(t *testing.T) {
	var slices []discoveryv1.EndpointSlice
	if err := yaml.UnmarshalStrict([]byte(backends), &slices); err != nil {
		t.Fatal(err)
	}
	var pods []corev1.Pod
	if err := yaml.UnmarshalStrict([]byte(`[{metadata: {name: api-0, namespace: pay, labels: {app: api}}, status: {podIP: 10.0.0.1}}]`), &pods); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, service, port, want string }{
		{"ready ones, at their own port", `{metadata: {name: api, namespace: pay}, spec: {clusterIP: 10.1.0.1, ports: [{name: http, port: 80, targetPort: web}, {name: dns, port: 53, protocol: UDP}]}}`,
			"80", "pod pay/api-0 TCP/8080, pod pay/gone TCP/8080"},
		{"another protocol", `{metadata: {name: api, namespace: pay}, spec: {clusterIP: 10.1.0.1, ports: [{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}]}}`,
			"UDP/53", "pod pay/api-0 UDP/5353, pod pay/gone UDP/5353"},
		{"a port that is not offered", `{metadata: {name: api, namespace: pay}, spec: {clusterIP: 10.1.0.1, ports: [{name: http, port: 80}]}}`,
			"8080", "service pay/api has no port TCP/8080; it has TCP/80"},
		{"headless: as dialled", `{metadata: {name: api, namespace: pay}, spec: {clusterIP: None, ports: [{name: http, port: 80}]}}`,
			"8081", "pod pay/api-0 TCP/8081, pod pay/gone TCP/8081"},
		{"those that end, if no other is left", `{metadata: {name: old, namespace: pay}, spec: {clusterIP: 10.1.0.2, ports: [{port: 80}]}}`, "80", "10.0.0.4 TCP/8080"},
		{"none", `{metadata: {name: empty, namespace: pay}, spec: {clusterIP: 10.1.0.3, ports: [{port: 80}]}}`, "80", ""},
		{"a name", `{metadata: {name: ext, namespace: pay}, spec: {type: ExternalName, externalName: db.example.com.}}`, "5432", "db.example.com TCP/5432"},
		{"the API server", `{metadata: {name: kubernetes, namespace: default}, spec: {clusterIP: 10.1.0.4, ports: [{name: https, port: 443}]}}`, "443", "the Kubernetes API server TCP/443"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s corev1.Service
			if err := yaml.UnmarshalStrict([]byte(c.service), &s); err != nil {
				t.Fatal(err)
			}
			targets, err := reach.Targets(&s, slices, pods, portOf(t, c.port))
			var got []string
			for _, target := range targets {
				got = append(got, fmt.Sprint(target.End, " ", target.Port))
			}
			if err != nil {
				got = []string{err.Error()}
			}
			if text := strings.Join(got, ", "); text != c.want {
				t.Errorf("got %s, want %s", text, c.want)
			}
		})
	}
}

// TestUnreadBackend is of a backend whose pod was not read: its labels decide,
// so nothing is known.
func TestUnreadBackend(t *testing.T) {
	var slices []discoveryv1.EndpointSlice
	var s corev1.Service
	if err := yaml.Unmarshal([]byte(backends), &slices); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal([]byte(`{metadata: {name: api, namespace: pay}, spec: {clusterIP: 10.1.0.1, ports: [{name: http, port: 80}]}}`), &s); err != nil {
		t.Fatal(err)
	}
	targets, err := reach.Targets(&s, slices, nil, reach.TCP(80))
	if err != nil || len(targets) != 2 {
		t.Fatalf("%v, %v", targets, err)
	}
	engine, err := reach.New(reach.Rules{Dataplane: reach.Cilium})
	if err != nil {
		t.Fatal(err)
	}
	if p := engine.Path(reach.InternetEnd(), targets[0].End, targets[0].Port); p.Verdict() != reach.Unknown || p.Ingress.Why == "" {
		t.Errorf("%s", p.Verdict())
	}
}
