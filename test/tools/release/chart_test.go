package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const someValues = `# Which images run.
images:
  netwhy:
    registry: "" # the host
    repository: netwhy
    tag: ""
    digest: ''
  nodeprobe: {registry: "", repository: "netwhy-nodeprobe", digest: ""}
replicas: 1 # stays
`

func TestReleasedChartNamesItsImages(t *testing.T) {
	dir := t.TempDir()
	chart := filepath.Join(dir, "netwhy")
	for name, text := range map[string]string{"netwhy/values.yaml": someValues, "netwhy/Chart.yaml": "name: netwhy\n", "netwhy.digest": "sha256:aa\n", "netwhy-nodeprobe.digest": "sha256:bb\n"} {
		if err := os.MkdirAll(chart, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(dir, "out")
	if err := runChart(t.Context(), []string{"-chart", chart, "-images", dir, "-registry", "registry.example/team/", "-o", out}); err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer(
		`registry: "" # the host`, `registry: "registry.example" # the host`, "repository: netwhy\n", "repository: \"team/netwhy\"\n", "digest: ''", `digest: "sha256:aa"`,
		`{registry: "", repository: "netwhy-nodeprobe", digest: ""}`, `{registry: "registry.example", repository: "team/netwhy-nodeprobe", digest: "sha256:bb"}`,
	).Replace(someValues)
	if got := string(read(t, out, "netwhy", "values.yaml")); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if string(read(t, out, "netwhy", "Chart.yaml")) != "name: netwhy\n" {
		t.Error("the rest of the chart was not copied")
	}
}

func TestValuesThatCannotBeSetAreTold(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "there are none",
		"images: {}\n":                   "there is no images.netwhy.digest",
		"images: {netwhy: {digest: []}}": "is no plain value",
		"images:\n  netwhy:\n    digest: >-\n      a\n": "not written as one word",
		"images: [": "yaml",
	} {
		if _, err := replace([]byte(text), []string{"images", "netwhy", "digest"}, "x"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

// TestOurChartCanBeReleased with the images that were built.
func TestOurChartCanBeReleased(t *testing.T) {
	chart := filepath.Join(root, "charts", "netwhy")
	if _, err := os.Stat(chart); err != nil {
		t.Fatal("there is no chart")
	}
	out := t.TempDir()
	if err := stage(chart, images(t), "registry.example/team", out); err != nil {
		t.Fatal(err)
	}
	var values struct {
		Images struct {
			Netwhy, Nodeprobe struct{ Registry, Repository, Digest string }
		}
	}
	if err := yaml.Unmarshal(read(t, out, "netwhy", "values.yaml"), &values); err != nil {
		t.Fatal(err)
	}
	if got := values.Images.Netwhy; got.Registry != "registry.example" || got.Repository != "team/netwhy" || !strings.HasPrefix(got.Digest, "sha256:") {
		t.Errorf("the agent's image is %+v", got)
	}
	if got := values.Images.Nodeprobe; got.Registry != "registry.example" || got.Repository != "team/netwhy-nodeprobe" || !strings.HasPrefix(got.Digest, "sha256:") {
		t.Errorf("the probe's image is %+v", got)
	}
}
