package scenarios

import (
	"strings"
	"testing"
)

// TestPathsAreExplained asks the command about single paths on the real API
// server, with the rights that the sources declare and no others.
func TestPathsAreExplained(t *testing.T) {
	w := newWorld(t)
	user, err := w.cluster.As(t.Context(), rules(nil))
	if err != nil {
		t.Fatal(err)
	}
	netwhy := build(t, w, user.Kubeconfig)
	w.set(t, scenario{
		apps: "shop/web pods=2 port=8080 probe service=80\nshop/batch pods=1 port=9000 probe\npayments/api pods=2 port=8080 probe service=80\n" +
			"kube-system/azure-npm kind=DaemonSet pods=3 port=10091 label.k8s-app=azure-npm hostNetwork",
		objects: []byte("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: callers, namespace: payments}\n" +
			"spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}]}]}"),
	})
	for _, c := range []struct {
		from, to, says string
		code           int
	}{
		{"shop/web", "payments/api:80", "NetworkPolicy payments/callers, ingress[0].from[0] allows it", 0},
		{"shop/batch", "payments/api:80", "NetworkPolicy payments/callers selects it, and no rule lets in ", 1},
		{"shop/batch", "payments/api:80", "kubectl apply -f FILE", 1},
		{"internet", "payments/api:80", "denied", 1},
		{"shop/web", "internet", "no policy selects it", 0},
		{"shop/web", "payments/nobody:80", "cannot find payments/nobody", 3},
	} {
		out, errOut, code := netwhy.run("path", c.from, c.to)
		if code != c.code || !strings.Contains(out+errOut, c.says) {
			t.Errorf("%s to %s: exit %d, want %d and %q: %s%s", c.from, c.to, code, c.code, c.says, out, errOut)
		}
	}
}
