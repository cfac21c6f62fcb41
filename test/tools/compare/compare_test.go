package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// repository is a repository with one package that has a benchmark, and another
// that has none.
type repository struct {
	t         *testing.T
	dir       string
	benchstat string
}

func newRepository(t *testing.T) *repository {
	t.Helper()
	benchstat := filepath.Join(t.TempDir(), "benchstat")
	if out, err := exec.Command("go", "build", "-o", benchstat, "golang.org/x/perf/cmd/benchstat").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	r := &repository{t, t.TempDir(), benchstat}
	r.git("init", "-q")
	r.write("go.mod", "module example.test/shop\n\ngo 1.26\n")
	r.write("basket/basket.go", "package basket\n\nvar Sink []byte\n\nfunc Fill() { Sink = make([]byte, 64<<10) }\n")
	r.write("basket/basket_test.go", "package basket\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc BenchmarkFill(b *testing.B) {\n\tif _, err := os.ReadFile(\"testdata/a\"); err != nil {\n\t\tb.Fatal(err)\n\t}\n\tfor b.Loop() {\n\t\tFill()\n\t}\n}\n")
	r.write("basket/testdata/a", "a\n")
	r.write("plain/plain.go", "package plain\n")
	r.commit("first")
	return r
}

func (r *repository) write(name, text string) {
	r.t.Helper()
	name = filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

func (r *repository) git(args ...string) {
	r.t.Helper()
	cmd := exec.Command("git", append([]string{"-C", r.dir, "-c", "user.name=t", "-c", "user.email=t@example.test", "-c", "commit.gpgsign=false"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Fatalf("git %v: %v: %s", args, err, out)
	}
}

func (r *repository) commit(subject string) {
	r.t.Helper()
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", subject)
}

// compare runs the program and gives what it prints and how it ends.
func (r *repository) compare(args ...string) (string, error) {
	r.t.Helper()
	r.t.Chdir(r.dir)
	var out bytes.Buffer
	err := run(context.Background(), append([]string{"-benchtime", "50x", "-limit", "ns/op=1000", "-benchstat", r.benchstat, "-o", r.t.TempDir()}, args...), &out)
	return out.String(), err
}

func (r *repository) wants(text string, patterns ...string) {
	r.t.Helper()
	for _, p := range patterns {
		if !regexp.MustCompile(p).MatchString(text) {
			r.t.Errorf("no %q in\n%s", p, text)
		}
	}
}

func TestARepositoryIsComparedWithWhatWasBefore(t *testing.T) {
	r := newRepository(t)

	_, err := r.compare("./...")
	if err == nil || !strings.Contains(err.Error(), "nothing to compare with: cannot find the revision HEAD^") {
		t.Errorf("without a commit before: %v", err)
	}
	out, err := r.compare("-may-lack", "./...")
	if err != nil {
		t.Error(err)
	}
	r.wants(out, `nothing to compare with`)

	r.commit("second")
	if out, err = r.compare("./..."); err != nil {
		t.Error(err)
	}
	r.wants(out, `old: HEAD\^ \(\w+ first\)`, `in all 1 packages: nothing can have changed`)
	if out, err = r.compare("-all", "./..."); err != nil {
		t.Error(err)
	}
	r.wants(out, `1 benchmarks compared, none is worse`, `allocs/op`, `p=1.000 n=6`)

	// A release is what counts, and not the commit before.
	r.git("tag", "v1.0.0")
	r.write("basket/basket.go", "package basket\n\nvar Sink []byte\n\nfunc Fill() {\n\tfor range 3 {\n\t\tSink = make([]byte, 64<<10)\n\t}\n}\n")
	r.write("basket/other_test.go", "package basket\n\nimport \"testing\"\n\nfunc BenchmarkOther(b *testing.B) {\n\tfor b.Loop() {\n\t}\n}\n")
	r.commit("third")
	r.commit("fourth")
	out, err = r.compare("./...")
	if err == nil {
		t.Fatal("three times the allocations pass")
	}
	r.wants(out, `old: v1\.0\.0 \(\w+ second\)`, `seems worse: example\.test/shop/basket BenchmarkFill\S*: B/op 64.*Ki? before, 192.*Ki? now \(3\.00×`, `only in the new tree: example.test/shop/basket BenchmarkOther`)
	r.wants(err.Error(), `worse both times: example\.test/shop/basket BenchmarkFill\S*: allocs/op 1\.000 before, 3\.000 now`, `to repeat: bin/tools/compare -base \w{12} -benchtime 50x -limit sec/op=1000 -bench '\^\(BenchmarkFill\)\$' example\.test/shop/basket`)
	if out, err = r.compare("-base", "HEAD^", "./..."); err != nil {
		t.Error(err)
	}
	r.wants(out, `nothing can have changed`)

	// What costs more on purpose is said in a commit, with a reason.
	r.commit("fifth\n\nCosts: BenchmarkOther it does more\nCosts: BenchmarkFill three baskets are filled")
	if out, err = r.compare("./..."); err != nil {
		t.Error(err)
	}
	r.wants(out, `worse, and meant: example\.test/shop/basket BenchmarkFill\S*: B/op .*: three baskets are filled`)
	r.commit("sixth\n\nCosts: BenchmarkFill")
	if _, err = r.compare("./..."); err == nil || !strings.Contains(err.Error(), "then the reason") {
		t.Errorf("a cost without a reason: %v", err)
	}
}

func TestACommandIsComparedTheSameWay(t *testing.T) {
	r := newRepository(t)
	r.write("cost", "Benchmark/nodes=50 1 10.0 ms 100 req\n")
	r.commit("second")
	r.write("cost", "Benchmark/nodes=50 1 10.0 ms 120 req\nBenchmark/nodes=500 1 10.0 ms 120 req\n")
	out, err := r.compare("-base", "HEAD", "-count", "2", "-limit", "req=1.1", "-run", "cat cost")
	if err == nil || !strings.Contains(err.Error(), "worse both times: Benchmark/nodes=50: req 100.0 before, 120.0 now (1.20×") || !strings.Contains(err.Error(), "-run 'cat cost'") {
		t.Errorf("a fifth more requests: %v", err)
	}
	r.wants(out, `only in the new tree: Benchmark/nodes=500`)
	if _, err = r.compare("-base", "HEAD", "-count", "1", "-limit", "req=1.25", "-run", "cat cost"); err != nil {
		t.Error(err)
	}
	if out, err = r.compare("-base", "HEAD^", "-run", "cat cost"); err == nil || !strings.Contains(err.Error(), "nothing to compare with: no benchmark is there on both sides") {
		t.Errorf("a command that is not there yet: %v", err)
	}
	r.wants(out, `not compared: the command fails in the old tree: exit status 1: cat: cost: No such file`)
	if _, err = r.compare("-base", "HEAD", "-may-lack", "-run", "cat cost; exit 3"); err != nil {
		t.Errorf("a command that fails in the old tree may lack: %v", err)
	}
	if _, err = r.compare("-base", "HEAD", "-may-lack", "-run", "test -e .git && exit 3; cat cost"); err == nil || !strings.Contains(err.Error(), "of the new side") {
		t.Errorf("a command that fails in the new tree: %v", err)
	}
	if _, err = r.compare("-base", "HEAD", "-run", "true"); err == nil {
		t.Error("a command that prints nothing passes")
	}
}

func TestWhatDoesNotCompile(t *testing.T) {
	r := newRepository(t)
	r.write("plain/plain_test.go", "package plain\n\nimport \"testing\"\n\nfunc BenchmarkPlain(b *testing.B) {\n\tfor b.Loop() {\n\t}\n}\n")
	r.write("basket/basket.go", "package basket\n\nfunc Fill() { nowhere() }\n")
	r.commit("broken")
	if _, err := r.compare("-base", "HEAD^", "-may-lack", "./..."); err == nil || !strings.Contains(err.Error(), "cannot compile the benchmarks of the new side") {
		t.Errorf("broken in the new tree: %v", err)
	}
	r.write("basket/basket.go", "package basket\n\nfunc Fill() {}\n")
	out, err := r.compare("-base", "HEAD", "-all", "./...")
	if err != nil {
		t.Errorf("broken in the old tree: %v", err)
	}
	r.wants(out, `not compared: example.test/shop/basket fails in the old tree: cannot compile .*\n(.*\n)*.*nowhere`, `1 benchmarks compared, none is worse`)
}
