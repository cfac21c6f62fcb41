package recorded_test

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source/recorded"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
	"sigs.k8s.io/yaml"
)

// objects are lists by the plural of their resource.
type objects map[string]*list

type list struct {
	APIVersion string           `json:"apiVersion"`
	Items      []map[string]any `json:"items"`
	Kind       string           `json:"kind"`
}

// recording is one that was made of a real API server, and what it holds.
func recording(t *testing.T, name string) (*bundle.Bundle, objects) {
	t.Helper()
	b, err := bundle.Open("../../../cmd/netwhy/demo/"+name+".zip", catalog.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	all := objects{}
	for _, r := range b.Records {
		if r.Call.Resource == "" || r.Call.Count || r.Call.Tool == evidence.ToolLogs {
			continue
		}
		plural := r.Call.Resource
		if r.Call.Group == "crd.projectcalico.org" {
			plural += "." + r.Call.Group
		}
		if all[plural] == nil {
			all[plural] = &list{APIVersion: "v1", Kind: "List", Items: []map[string]any{}}
		}
		var items []map[string]any
		if err := json.Unmarshal(r.Payload, &items); err != nil {
			t.Fatal(err)
		}
		for _, item := range items {
			if !slices.ContainsFunc(all[plural].Items, func(o map[string]any) bool { return identity(o) == identity(item) }) {
				all[plural].Items = append(all[plural].Items, item)
			}
		}
	}
	return b, all
}

func identity(o map[string]any) string {
	m, _ := o["metadata"].(map[string]any)
	return fmt.Sprint(m["namespace"], "/", m["name"])
}

// folder writes one file a resource, as kubectl prints it.
func (all objects) folder(t *testing.T) string {
	t.Helper()
	at := t.TempDir()
	versions := "apps/v1\ndiscovery.k8s.io/v1\ngateway.networking.k8s.io/v1\ngateway.networking.k8s.io/v1beta1\nnetworking.k8s.io/v1\nv1\n"
	if err := os.WriteFile(filepath.Join(at, "api-versions.txt"), []byte(versions), 0o600); err != nil {
		t.Fatal(err)
	}
	for plural, l := range all {
		write(t, filepath.Join(at, plural+".all.yaml"), l)
	}
	return at
}

func write(t *testing.T, name string, v any) {
	t.Helper()
	text, err := yaml.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// packed writes a zip of texts by name.
func packed(t *testing.T, members map[string]string) string {
	t.Helper()
	return packedAt(t, members, time.Time{})
}

// packedAt is an archive whose members say when they were written, if that is not zero.
func packedAt(t *testing.T, members map[string]string, written time.Time) string {
	t.Helper()
	at := filepath.Join(t.TempDir(), "dump.zip")
	file, err := os.Create(at)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := zip.NewWriter(file)
	for name, text := range members {
		m, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: written})
		if err == nil {
			_, err = m.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return at
}

// ask asks files as the command does.
func ask(t *testing.T, question, namespace string, g *recorded.Given) (*bundle.Bundle, *report.Report) {
	t.Helper()
	list, err := g.Tools(2 * time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil, list...)
	if err != nil {
		t.Fatal(err)
	}
	b, r, err := agent.Investigate(t.Context(), agent.Request{
		Question: question, Namespace: namespace, Registry: registry, Caller: tool.Caller{Name: "test", Face: "cli", Rights: tool.Own},
		Program: "0.1.0", Now: func() time.Time { return g.Time }, Files: g.String(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, r
}

func open(t *testing.T, sysdump string, flows, objects []string) *recorded.Given {
	t.Helper()
	g, err := recorded.Open(sysdump, flows, objects)
	if err != nil {
		t.Fatal(err)
	}
	return g
}
