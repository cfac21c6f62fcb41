package peer

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

//go:embed analyzers.yaml
var shipped []byte

// Analyzer is a program that answers by one command. An argument may hold
// placeholders: {kubeconfig}, {namespace}, {name} and {question}.
type Analyzer struct {
	Called  string   `json:"name"`
	Command []string `json:"command"`
	Cluster []string `json:"cluster,omitempty"` // for the whole cluster, if that is another
	Version []string `json:"version"`
}

// Analyzers reads the file of them, YAML or JSON; an empty path is the one
// that comes with the package.
func Analyzers(path string) ([]Analyzer, error) {
	text := shipped
	if path != "" {
		var err error
		if text, err = os.ReadFile(path); err != nil {
			return nil, fmt.Errorf("cannot read the analyzers: %w", err)
		}
	}
	var file struct {
		Analyzers []Analyzer `json:"analyzers"`
	}
	if err := yaml.UnmarshalStrict(text, &file); err != nil {
		return nil, fmt.Errorf("cannot read the analyzers: %w: see test/bench/peer/analyzers.yaml for the form", err)
	}
	for _, a := range file.Analyzers {
		if err := a.valid(); err != nil {
			return nil, fmt.Errorf("cannot use the analyzer %q: %w", a.Called, err)
		}
	}
	return file.Analyzers, nil
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

func (a Analyzer) valid() error {
	if a.Called == "" || len(a.Command) == 0 || len(a.Version) == 0 {
		return errors.New("it needs a name, a command and a version command")
	}
	known := []string{"{kubeconfig}", "{namespace}", "{name}", "{question}"}
	for _, argument := range slices.Concat(a.Command, a.Cluster) {
		for _, p := range placeholder.FindAllString(argument, -1) {
			if !slices.Contains(known, p) {
				return fmt.Errorf("%s is unknown: use %s", p, strings.Join(known, ", "))
			}
		}
	}
	return nil
}

// Name is that of the file.
func (a Analyzer) Name() string { return a.Called }

// Run runs its command. A program that is not on PATH is [ErrAbsent].
func (a Analyzer) Run(ctx context.Context, kubeconfig string, ask Ask) (Result, error) {
	r := Result{Peer: a.Called}
	if _, err := exec.LookPath(a.Command[0]); err != nil {
		return r, fmt.Errorf("cannot run %s: %w", a.Called, ErrAbsent)
	}
	version, _, err := execute(ctx, os.Environ(), a.Version)
	if err != nil {
		return r, fmt.Errorf("cannot tell the version: %w", err)
	}
	r.Version = strings.Join(strings.Fields(string(version)), " ")
	argv := a.argv(kubeconfig, ask)
	r.take(ctx, os.Environ(), strings.Join(argv, " "), argv)
	return r, ctx.Err()
}

// argv is its command for a question.
func (a Analyzer) argv(kubeconfig string, ask Ask) []string {
	argv := a.Command
	if ask.Namespace == "" && len(a.Cluster) > 0 {
		argv = a.Cluster
	}
	fill := strings.NewReplacer("{kubeconfig}", kubeconfig, "{namespace}", ask.Namespace, "{name}", ask.Name, "{question}", ask.Question)
	argv = slices.Clone(argv)
	for i := range argv {
		argv[i] = fill.Replace(argv[i])
	}
	return argv
}
