package reach_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var seeds = []string{
	`{"endpointSelector":{},"ingress":[{"fromEndpoints":[{"matchLabels":{"app":"a"}}],"toPorts":[{"ports":[{"port":"80","protocol":"TCP"}],"rules":{"http":[{"path":"/"}]}}]}]}`,
	`{"endpointSelector":{},"egress":[{"toFQDNs":[{"matchPattern":"*.example.com"}]},{"toCIDRSet":[{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}]}]}`,
	`{"endpointSelector":{"matchExpressions":[{"key":"app","operator":"NotIn","values":["x"]}]},"egressDeny":[{"toEntities":["world"],"icmps":[{"fields":[{"type":8}]}]}]}`,
	`{"endpointSelector":{"matchLabels":{"app":"a"}},"egress":[{"toServices":[{"k8sService":{"serviceName":"x"}}],"toPorts":[{"ports":[{"port":"http"}]}]},{"toGroups":[{}]}]}`,
}

// TestMutantPolicies reads policies that are damaged at random and asks about
// paths under them: a bundle may hold anything, and nothing of it may bring
// the program down. It is no fuzz target, since one would build all of Cilium
// a second time, instrumented.
func TestMutantPolicies(t *testing.T) {
	r, taken := rand.New(rand.NewPCG(7, 7)), 0
	pod := reach.End{Sort: reach.Pod, Namespace: "shop", Name: "web", Labels: map[string]string{"app": "a"}, Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 80}}}
	for range 1500 {
		text := mutate(r, []byte(`{"metadata":{"name":"p","namespace":"shop"},"spec":`+seeds[r.IntN(len(seeds))]+`}`))
		var p evidence.CiliumPolicy
		if json.Unmarshal(text, &p) != nil {
			continue
		}
		engine, err := reach.New(reach.Rules{Dataplane: reach.Cilium, CiliumPolicies: []evidence.CiliumPolicy{p}, Namespaces: []corev1.Namespace{{ObjectMeta: metav1.ObjectMeta{Name: "shop"}}}})
		if err != nil {
			t.Fatal(err)
		}
		if len(engine.Refused()) == 0 {
			taken++
		}
		for _, to := range []reach.End{pod, reach.HostEnd("api.example.com"), reach.InternetEnd()} {
			path := engine.Path(pod, to, reach.TCP(80))
			if s, err := engine.Allow(path); err == nil && path.Verdict() == reach.Unknown {
				t.Errorf("%s: a path that is not known would be opened with %v", text, s)
			}
		}
	}
	if taken < 100 {
		t.Errorf("only %d mutants were taken for policies", taken)
	}
}

// mutate damages a text in a few places: bytes, or pieces that stand elsewhere.
func mutate(r *rand.Rand, text []byte) []byte {
	for range r.IntN(4) {
		i, j := r.IntN(len(text)), r.IntN(len(text))
		switch n := min(len(text)-max(i, j), 1+r.IntN(8)); r.IntN(3) {
		case 0:
			text[i] = `"{}[]:,-*.0a9/`[r.IntN(14)]
		case 1:
			copy(text[i:i+n], text[j:j+n])
		case 2:
			text = append(text[:i:i], text[min(i+n, len(text)):]...)
		}
	}
	return text
}
