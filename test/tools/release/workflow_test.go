package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"go.yaml.in/yaml/v3"
)

type workflow struct {
	On          any
	Permissions *map[string]string
	Jobs        map[string]struct {
		Permissions map[string]string
		Timeout     int `yaml:"timeout-minutes"`
		Steps       []struct {
			Uses, Run string
			With      map[string]any
			Env       map[string]string
		}
	}
}

var (
	pinned = regexp.MustCompile(`uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	makes  = regexp.MustCompile(`^make (?:-s )?([a-z-]+)(?: >> "\$GITHUB_OUTPUT")?$`)
	target = regexp.MustCompile(`(?m)^([a-z0-9-]+):`)
)

// TestWorkflowsAreTight: actions by commit, permissions by job, and every command a target
// that can be tried without them.
func TestWorkflowsAreTight(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found no workflows: %v", err)
	}
	var targets []string
	for _, m := range target.FindAllStringSubmatch(string(read(t, root, "Makefile")), -1) {
		targets = append(targets, m[1])
	}
	for _, file := range files {
		for _, complaint := range complaints(t, string(read(t, file)), targets) {
			t.Errorf("%s: %s", filepath.Base(file), complaint)
		}
		linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
		if err != nil {
			t.Fatal(err)
		}
		faults, err := linter.Lint(file, read(t, file), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range faults {
			t.Error(fault)
		}
	}
}

func complaints(t *testing.T, text string, targets []string) (all []string) {
	t.Helper()
	var w workflow
	if err := yaml.Unmarshal([]byte(text), &w); err != nil {
		return []string{err.Error()}
	}
	if w.Permissions == nil || len(*w.Permissions) != 0 {
		all = append(all, "the workflow itself has permissions: write permissions: {}, and give each job its own")
	}
	if len(w.Jobs) == 0 {
		all = append(all, "there are no jobs")
	}
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Contains(line, "uses:") && !pinned.MatchString(line) {
			all = append(all, strings.TrimSpace(line)+" is not pinned by a commit, with its version behind")
		}
	}
	for name, job := range w.Jobs {
		if len(job.Permissions) == 0 || job.Timeout == 0 {
			all = append(all, "the job "+name+" lacks permissions or timeout-minutes")
		}
		for _, step := range job.Steps {
			switch called := makes.FindStringSubmatch(step.Run); {
			case strings.HasPrefix(step.Uses, "actions/checkout@") && step.With["persist-credentials"] != false:
				all = append(all, "a checkout of "+name+" leaves its token behind")
			case step.Uses != "":
			case called == nil:
				all = append(all, "the job "+name+" runs "+step.Run+", which is no target")
			case !slices.Contains(targets, called[1]):
				all = append(all, "there is no target "+called[1])
			}
		}
	}
	return all
}

func TestLooseWorkflowsAreFound(t *testing.T) {
	const tight = "permissions: {}\njobs:\n  a:\n    timeout-minutes: 1\n    permissions: {contents: read}\n    steps:\n      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2\n        with: {persist-credentials: false}\n      - run: make there\n"
	if got := complaints(t, tight, []string{"there"}); len(got) != 0 {
		t.Fatalf("got %q", got)
	}
	for old, c := range map[string][2]string{
		"permissions: {}\n": {"", "the workflow itself"}, "@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2": {"@v6", "not pinned"},
		"    timeout-minutes: 1\n": {"", "lacks"}, "{contents: read}": {"{}", "lacks"}, "persist-credentials: false": {"depth: 0", "leaves its token"},
		"make there": {"make up", "no target up"}, "- run: make": {"- run: curl", "which is no target"},
	} {
		got := complaints(t, strings.Replace(tight, old, c[0], 1), []string{"there"})
		if len(got) != 1 || !strings.Contains(got[0], c[1]) {
			t.Errorf("%q for %q: got %q, want %q", c[0], old, got, c[1])
		}
	}
}

// TestDockerfileAgrees with the images that are made without Docker: the same
// flags, user and entry points.
func TestDockerfileAgrees(t *testing.T) {
	docker := string(read(t, root, "Dockerfile"))
	flags := stamp{version: "${VERSION}", commit: "${COMMIT}"}.flags()
	words := strings.Join(flags[:2], " ") + ` -ldflags="` + strings.TrimSuffix(strings.TrimPrefix(flags[2], "-ldflags="), "0001-01-01T00:00:00Z") + `${DATE}"`
	if !strings.Contains(docker, "CGO_ENABLED=0 go build "+words+" ") {
		t.Errorf("the Dockerfile does not build with %s", words)
	}
	makefile, shell := string(read(t, root, "Makefile")), strings.NewReplacer("${VERSION}", "$(VERSION)", "${COMMIT}", "$(COMMIT)", "${DATE}", "$(DATE)").Replace(words)
	_, linked, _ := strings.Cut(strings.TrimSuffix(shell, `"`), `"`)
	if !strings.Contains(makefile, "LDFLAGS := "+linked+"\n") || !strings.Contains(makefile, "CGO_ENABLED=0 $(GO) build "+strings.Join(flags[:2], " ")+" -ldflags='$(LDFLAGS)'") {
		t.Errorf("the Makefile does not build with %s", shell)
	}
	stages := strings.Split(docker, "\nFROM ")[2:] // behind the head and the build
	for i, p := range []program{programs[1], programs[0]} {
		if len(stages) != 2 || !strings.Contains(stages[i], "\nUSER 65532:65532\n") || !strings.Contains(stages[i], "\nENTRYPOINT [\""+p.binary+"\"]") || !strings.Contains(stages[i], "/"+filepath.Base(p.pkg)+" "+p.binary+"\n") {
			t.Errorf("the Dockerfile's stage %d is not that of %s", i, p.name)
		}
	}
	if _, err := os.Stat(filepath.Join(root, ".dockerignore")); err != nil {
		t.Error(err)
	}
}
