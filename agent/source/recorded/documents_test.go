package recorded_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/source/recorded"
)

const managed = `    managedFields:
    - apiVersion: v1
      fieldsV1:
        f:spec: {}

      manager: kubelet
`

// TestManagedFieldsAreLeftOut keeps what only looks like them.
func TestManagedFieldsAreLeftOut(t *testing.T) {
	for says, text := range map[string]string{
		"as the last of the metadata": "- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: a\n    namespace: shop\n" + managed + "  data:\n    kept: kept\n",
		"amid the metadata":           "- metadata:\n" + managed + "    name: a\n    namespace: shop\n  data:\n    kept: kept\n  kind: ConfigMap\n  apiVersion: v1\n",
		"data that is called so":      "- data:\n    kept: kept\n    managedFields: |\n      - manager\n    other:\n  metadata:\n    name: a\n    namespace: shop\n  kind: ConfigMap\n  apiVersion: v1\n",
		"a text that looks so":        "- metadata:\n    annotations:\n      a: |-\n        managedFields:\n        - kept\n    name: a\n    namespace: shop\n  kind: ConfigMap\n  apiVersion: v1\n",
	} {
		g := open(t, "", nil, []string{given(t, "configmaps.yaml", "apiVersion: v1\nitems:\n"+text+"kind: List\n")})
		if !g.Objects.Holds("kept") || g.Objects.Holds("fieldsV1") || strings.Contains(says, "looks so") != g.Objects.Holds("managedFields:") {
			t.Errorf("%s: not as it should be kept", says)
		}
	}
}

// BenchmarkObjects reads a list of pods, as a sysdump holds it.
func BenchmarkObjects(b *testing.B) {
	var text strings.Builder
	text.WriteString("apiVersion: v1\nitems:\n")
	for i := range 2000 {
		fmt.Fprintf(&text, "- metadata:\n    labels:\n      app: web\n%s    name: web-%d\n    namespace: shop\n  spec:\n    containers:\n    - image: web\n      name: web\n      ports:\n      - containerPort: 8080\n"+
			"  status:\n    phase: Running\n    podIP: 10.0.0.1\n", managed, i)
	}
	text.WriteString("kind: PodList\n")
	data := []byte(text.String())
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if n, err := recorded.Documents(data); n != 1 || err != nil {
			b.Fatal(n, err)
		}
	}
}
