package paths

import (
	"bytes"
	"fmt"
	"text/template"
)

// The pods of the test: those of each namespace in the same order, on both nodes.
var (
	namespaces = []string{"paths-red", "paths-blue"}
	apps       = []string{"one", "two", "three"}
)

// manifest makes the pods. All serve the same ports; what is named "web" differs
// with the pod, and three has no tier.
var manifest = template.Must(template.New("").Parse(`
{{range $colour := .Colours}}
---
apiVersion: v1
kind: Namespace
metadata: {name: paths-{{$colour}}, labels: {colour: {{$colour}}}}
{{range $.Pods}}
---
apiVersion: v1
kind: Pod
metadata:
  name: {{.App}}
  namespace: paths-{{$colour}}
  labels: {app: {{.App}}, netwhy.test/pod: paths{{with .Tier}}, tier: {{.}}{{end}}}
spec:
  nodeName: {{.Node}}
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: 1
  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
  containers:
  - name: app
    image: netwhy.test/app:1
    imagePullPolicy: Never
    command: [/app]
    args: [serve, "-tcp=:8080", "-tcp=:9090", "-udp=:8125"]
    ports: [{name: web, containerPort: {{.Web}}}, {name: stats, containerPort: 8125, protocol: UDP}]
    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
{{end}}{{end}}`))

type pod struct {
	App, Tier, Node string
	Web             int
}

func podManifest() ([]byte, error) {
	var text bytes.Buffer
	err := manifest.Execute(&text, map[string]any{
		"Colours": []string{"red", "blue"},
		"Pods":    []pod{{"one", "front", "node-a", 8080}, {"two", "back", "node-b", 8080}, {"three", "", "node-a", 9090}},
	})
	if err != nil {
		return nil, fmt.Errorf("cannot write the pods' manifest: %w", err)
	}
	return text.Bytes(), nil
}

// apiPort is that of the API server.
const apiPort = 6443

// target is what pods connect to.
type target struct {
	app, namespace string // of a pod
	address        string // of what is no pod
	protocol       string // "tcp" or "udp"
	port           int
}

// elsewhere are the targets that are no pods. The name server outside takes TCP too.
var elsewhere = []target{
	{address: "203.0.113.10", protocol: "tcp", port: 80},
	{address: "203.0.113.53", protocol: "tcp", port: 53},
	{address: "172.30.0.1", protocol: "tcp", port: apiPort},
	{address: "172.30.0.11", protocol: "tcp", port: 10250},
	{address: "172.30.0.12", protocol: "tcp", port: 10250},
}

// probe is one connection: from a pod to a target.
type probe struct {
	app, namespace string
	to             target
}

// probes are some of a set's connections: always the same of a number.
func (g maker) probes(number int) (list []probe) {
	for range number {
		p := probe{app: pick(g, apps...), namespace: pick(g, namespaces...)}
		if g.IntN(4) == 0 {
			p.to = pick(g, elsewhere...)
		} else {
			p.to = pick(g, target{protocol: "tcp", port: 8080}, target{protocol: "tcp", port: 9090}, target{protocol: "udp", port: 8125})
			p.to.app, p.to.namespace = pick(g, apps...), pick(g, namespaces...)
		}
		if p.app != p.to.app || p.namespace != p.to.namespace { // a pod always reaches itself
			list = append(list, p)
		}
	}
	return list
}
