package binary

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// program is one that can be built.
type program struct {
	source string // package; one that begins with ./ is ours
	stamp  string // the variable that holds its version, with %s for the version
	module string // whose version it is
	data   []string
}

const (
	cilium     = "github.com/cilium/cilium"
	kubernetes = "k8s.io/kubernetes"
)

// programs are all, by name.
var programs = map[string]program{
	"kube":         {source: "./kube", module: kubernetes, stamp: "k8s.io/component-base/version.gitVersion=v%s"},
	"kubectl":      {source: kubernetes + "/cmd/kubectl", module: kubernetes, stamp: "k8s.io/component-base/version.gitVersion=v%s"},
	"coredns":      {source: "./coredns"},
	"image":        {source: "./image"},
	"cilium-agent": {source: cilium + "/daemon", module: cilium, stamp: cilium + "/pkg/version.ciliumVersion=%s netwhy 2026-01-01T00:00:00Z", data: []string{"bpf", "pkg/k8s/apis/cilium.io/client/crds"}},
	"cilium-cni":   {source: cilium + "/plugins/cilium-cni", module: cilium, stamp: cilium + "/pkg/version.ciliumVersion=%s netwhy 2026-01-01T00:00:00Z"},
	"hubble":       {source: cilium + "/hubble"},
	"hubble-relay": {source: cilium + "/hubble-relay"},
	"helm":         {source: "helm.sh/helm/v4/cmd/helm"},
}

// Names are the programs, in order of name.
func Names() []string { return slices.Sorted(maps.Keys(programs)) }

func find(name string) (program, error) {
	p, ok := programs[name]
	if !ok {
		return p, fmt.Errorf("cannot find the program %q: want one of %s", name, strings.Join(Names(), ", "))
	}
	return p, nil
}

// linker are the flags for the linker, with the version that go.mod says.
func (p program) linker(mod []byte) (string, error) {
	if p.stamp == "" {
		return "-s -w", nil
	}
	found := regexp.MustCompile(`(?m)^\s*` + regexp.QuoteMeta(p.module) + ` v(\S+)`).FindSubmatch(mod)
	if found == nil {
		return "", fmt.Errorf("cannot find the version of %s in test/tools/cluster/go.mod", p.module)
	}
	version := string(found[1])
	flags := "-s -w -X '" + fmt.Sprintf(p.stamp, version) + "'"
	if p.module == kubernetes {
		major, rest, _ := strings.Cut(version, ".")
		minor, _, _ := strings.Cut(rest, ".")
		at := "k8s.io/component-base/version."
		flags += fmt.Sprintf(" -X %sgitMajor=%s -X %sgitMinor=%s", at, major, at, minor)
	}
	return flags, nil
}

// sources are the files of ours that decide what the program is.
func (p program) sources(dir string) ([]string, error) {
	files := []string{filepath.Join(dir, "go.mod"), filepath.Join(dir, "go.sum")}
	if own, ok := strings.CutPrefix(p.source, "./"); ok {
		ours, err := filepath.Glob(filepath.Join(dir, own, "*.go"))
		if err != nil {
			return nil, fmt.Errorf("cannot list the sources of %s: %w", own, err)
		}
		files = append(files, ours...)
	}
	return files, nil
}

// module is the folder test/tools/cluster of the repository that the working
// directory is in.
func module() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("cannot find the repository: %w", err)
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		tools := filepath.Join(dir, "test", "tools", "cluster")
		if _, err := os.Stat(filepath.Join(tools, "go.mod")); err == nil {
			return tools, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("cannot find test/tools/cluster above %s: run inside the repository", start)
		}
	}
}
