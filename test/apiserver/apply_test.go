package apiserver

import (
	"strings"
	"testing"
	"time"
)

const gateway = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: azure
  listeners: [{name: http, port: 80, protocol: HTTP}]
status:
  conditions:
  - {type: Programmed, status: "False", reason: Invalid, message: none, lastTransitionTime: "2026-01-01T00:00:00Z"}
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: deny, namespace: shop, finalizers: [example.com/never]}
spec: {endpointSelector: {}, ingress: [{}]}
`

func TestApplyDefinitions(t *testing.T) {
	c := deploy(t)
	crds, err := GatewayCRDs()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	text := gateway + "---\n" + string(crds) + "---\n" + string(CiliumCRDs)
	for range 2 { // the second changes nothing
		if err := c.Apply(t.Context(), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("definitions applied after %s", time.Since(began).Round(time.Millisecond))
	out, err := c.Kubectl(t.Context(), "get", "-n", "shop", "gateway/edge", "cnp/deny",
		"-o", `jsonpath={range .items[*]}{.metadata.name} {.status.conditions[?(@.type=="Programmed")].reason};{end}`)
	if err != nil || out != "edge Invalid;deny ;" {
		t.Errorf("kubectl prints %q, %v", out, err)
	}
}

func TestApplyStatusOfAll(t *testing.T) {
	c := deploy(t)
	err := c.Apply(t.Context(), []byte(`
apiVersion: networking.k8s.io/v1
kind: ServiceCIDR
metadata: {name: aks}
spec: {cidrs: [10.0.0.0/16]}
---
apiVersion: v1
kind: Service
metadata: {name: public, namespace: shop}
spec: {type: LoadBalancer, clusterIP: 10.0.7.7, ports: [{port: 80}]}
status: {loadBalancer: {ingress: [{ip: 20.1.2.3}]}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web:1}]}
status: {replicas: 3, readyReplicas: 1, availableReplicas: 1}
`))
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.Kubectl(t.Context(), "get", "-n", "shop", "service/public", "deployment/web",
		"-o", `jsonpath={.items[0].status.loadBalancer.ingress[0].ip} {.items[1].status.readyReplicas}`)
	if err != nil || out != "20.1.2.3 1" {
		t.Errorf("kubectl prints %q, %v", out, err)
	}
}

func TestApplyRefuses(t *testing.T) {
	c := deploy(t)
	for text, want := range map[string]string{
		"{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {prots: []}}": "field not declared in schema",
		"{apiVersion: v1, kind: Servant, metadata: {name: web}}":                                     "cannot find the API",
		"{apiVersion: v1, kind: Service, kind: Pod}":                                                 "already set",
		"{metadata: {name: web}}":                                                                    "Kind",
	} {
		if err := c.Apply(t.Context(), []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Apply(%s) says %v, want %q", text, err, want)
		}
	}
}

func TestDelete(t *testing.T) {
	c := deploy(t)
	for range 2 { // the second finds nothing
		if err := c.Delete(t.Context(), web); err != nil {
			t.Fatal(err)
		}
	}
	out, err := c.Kubectl(t.Context(), "get", "namespace/shop", "node/node-a", "--ignore-not-found", "-o", "name")
	if err != nil || out != "" {
		t.Errorf("left are %q, %v", out, err)
	}
	if err := c.Delete(t.Context(), []byte("{apiVersion: v1, kind: Namespace, metadata: {name: default}}")); err != nil {
		t.Error(err)
	}
}
