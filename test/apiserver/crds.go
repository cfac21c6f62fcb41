package apiserver

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
)

// CiliumCRDs are definitions of Cilium's policy kinds with their real names,
// scopes and subresources, but a schema that accepts anything.
//
//go:embed testdata/cilium-crds.yaml
var CiliumCRDs []byte

// GatewayCRDs are the definitions of the Gateway API's standard channel, from
// the module that go.mod requires.
func GatewayCRDs() ([]byte, error) {
	const module = "sigs.k8s.io/gateway-api"
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		return nil, fmt.Errorf("cannot find the module %s: %w", module, err)
	}
	// Its other files are admission policies.
	pattern := filepath.Join(strings.TrimSpace(string(out)), "config", "crd", "standard", "gateway.networking.k8s.io_*s.yaml")
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("cannot find any CRD as %s: run `go mod download`", pattern)
	}
	var all []byte
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("cannot read the Gateway API's definitions: %w", err)
		}
		all = append(append(all, "---\n"...), text...)
	}
	return all, nil
}

// established waits until the kind that a CRD defines can be used.
func (c *Cluster) established(ctx context.Context, o *unstructured.Unstructured) error {
	r, _, err := c.resource(o)
	if err != nil {
		return err
	}
	err = wait.PollUntilContextTimeout(ctx, pace, patience, true, func(ctx context.Context) (bool, error) {
		now, err := r.Get(ctx, o.GetName(), asRead)
		return err == nil && isEstablished(now) && c.serves(now), err
	})
	if err != nil {
		return fmt.Errorf("cannot wait for %s: %w", title(o), err)
	}
	return nil
}

func isEstablished(crd *unstructured.Unstructured) bool {
	conditions, _, _ := unstructured.NestedSlice(crd.Object, "status", "conditions")
	for _, c := range conditions {
		if m, ok := c.(map[string]any); ok && m["type"] == "Established" {
			return m["status"] == "True"
		}
	}
	return false
}

// serves says whether discovery shows all versions that the CRD serves.
func (c *Cluster) serves(crd *unstructured.Unstructured) bool {
	group, _, _ := unstructured.NestedString(crd.Object, "spec", "group")
	kind, _, _ := unstructured.NestedString(crd.Object, "spec", "names", "kind")
	versions, _, _ := unstructured.NestedSlice(crd.Object, "spec", "versions")
	for _, v := range versions {
		m, ok := v.(map[string]any)
		if !ok || m["served"] != true {
			continue
		}
		name, _ := m["name"].(string)
		probe := &unstructured.Unstructured{}
		probe.SetGroupVersionKind(schema.GroupVersionKind{Group: group, Version: name, Kind: kind})
		if _, _, err := c.resource(probe); err != nil {
			return false
		}
	}
	return true
}
