package reach_test

import (
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	"sigs.k8s.io/yaml"
)

// withdrawn is the example that Cilium 1.20 does not take itself: it gave up
// fromRequires, and its own CRD allows no item of it, but the file stayed.
const withdrawn = "requires-rule"

// TestExamples reads every example that Cilium publishes: but for the one that
// is withdrawn, none is refused.
func TestExamples(t *testing.T) {
	at, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/cilium/cilium").Output()
	if err != nil {
		t.Fatalf("cannot find the source of Cilium: %v", err)
	}
	rules := reach.Rules{Dataplane: reach.Cilium, Config: map[string]string{"enable-node-selector-labels": "true", "enable-extended-ip-protocols": "true"}}
	files, rest := 0, os.DirFS(strings.TrimSpace(string(at))+"/examples/policies")
	err = fs.WalkDir(rest, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		files++
		text, err := fs.ReadFile(rest, path)
		if err != nil {
			return err
		}
		for _, document := range strings.Split(string(text), "\n---") {
			var p evidence.CiliumPolicy
			if err := yaml.Unmarshal([]byte(document), &p); err != nil {
				return err
			}
			switch p.Kind {
			case "CiliumNetworkPolicy":
				if p.Namespace == "" { // as kubectl apply would
					p.Namespace, p.Raw = "default", []byte(strings.Replace(string(p.Raw), `"metadata":{`, `"metadata":{"namespace":"default",`, 1))
				}
				fallthrough
			case "CiliumClusterwideNetworkPolicy":
				rules.CiliumPolicies = append(rules.CiliumPolicies, p)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	engine, err := reach.New(rules)
	if err != nil {
		t.Fatal(err)
	}
	refused := engine.Refused()
	for _, r := range refused {
		if r.Name != withdrawn || !strings.Contains(r.Error, "fromRequires") {
			t.Errorf("%s: %s", r.Policy, r.Error)
		}
	}
	if len(refused) != 1 {
		t.Errorf("%d examples are refused, not one", len(refused))
	}
	if files != 56 || len(rules.CiliumPolicies) != 55 {
		t.Errorf("%d files with %d policies; Cilium 1.20.2 has 56 with 55", files, len(rules.CiliumPolicies))
	}
}
