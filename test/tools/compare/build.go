package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
)

// side is one of the two trees.
type side struct {
	name, root string
	packages   map[string]*pkg
}

// pkg is a package with benchmarks.
type pkg struct {
	ImportPath, Dir           string
	TestGoFiles, XTestGoFiles []string
	digest                    string // of all that it is compiled from
	program                   string
}

// compiled is how "make build" compiles.
var compiled = []string{"-trimpath", "-buildvcs=false"}

// gocmd prepares a command of Go in the tree.
func (s *side) gocmd(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = s.root, append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	return cmd
}

var benchmark = regexp.MustCompile(`(?m)^func Benchmark`)

// find finds the packages that have benchmarks. One that the tree lacks is none.
func (s *side) find(ctx context.Context, patterns []string) error {
	s.packages = map[string]*pkg{}
	err := s.list(ctx, append([]string{"-json=ImportPath,Dir,TestGoFiles,XTestGoFiles", "--"}, patterns...), func(p listed) {
		for _, name := range append(p.TestGoFiles, p.XTestGoFiles...) {
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err == nil && benchmark.Match(text) {
				s.packages[p.ImportPath] = &pkg{ImportPath: p.ImportPath, Dir: p.Dir}
				return
			}
		}
	})
	return err
}

// fingerprint compiles what the benchmarks are made of and digests it: equal
// digests are equal programs.
func (s *side) fingerprint(ctx context.Context) error {
	ids, deps := map[string]string{}, map[string][]string{}
	args := append([]string{"-test", "-deps", "-export", "-json=ImportPath,BuildID,Deps"}, compiled...)
	err := s.list(ctx, append(append(args, "--"), sorted(s.packages)...), func(p listed) {
		ids[p.ImportPath], deps[p.ImportPath] = p.BuildID, p.Deps
	})
	if err != nil {
		return err
	}
	for name, p := range s.packages {
		test := name + ".test"
		if ids[test] == "" {
			continue // it does not compile, which building it will tell
		}
		sum := sha256.New()
		for _, dep := range append(slices.Sorted(slices.Values(deps[test])), test) {
			fmt.Fprintln(sum, dep, ids[dep])
		}
		p.digest = hex.EncodeToString(sum.Sum(nil))
	}
	return nil
}

// listed is what "go list" tells of a package.
type listed struct {
	ImportPath, Dir, BuildID        string
	TestGoFiles, XTestGoFiles, Deps []string
}

func (s *side) list(ctx context.Context, args []string, each func(listed)) error {
	if args[len(args)-1] == "--" {
		return nil // of no package
	}
	cmd := s.gocmd(ctx, append([]string{"list", "-e"}, args...)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("cannot list the packages of the %s side: %w: %s", s.name, err, tail(said.Bytes()))
	}
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("cannot read what go list prints: %w", err)
		}
		each(p)
	}
}

// build compiles the benchmarks of packages into programs, and returns those
// that do not compile. It takes many at a time: go names each program after the
// last word of its package, so a word comes once a time.
func (s *side) build(ctx context.Context, names []string, into string) (failed map[string]error) {
	failed = map[string]error{}
	for round := 0; len(names) > 0; round++ {
		taken, batch, rest := map[string]bool{}, []string(nil), []string(nil)
		for _, name := range names {
			if taken[path.Base(name)] {
				rest = append(rest, name)
				continue
			}
			taken[path.Base(name)] = true
			batch = append(batch, name)
		}
		dir := filepath.Join(into, fmt.Sprint(s.name, round))
		if s.compile(ctx, batch, dir) != nil {
			for _, name := range batch { // which of them it is
				if err := s.compile(ctx, []string{name}, dir); err != nil {
					failed[name] = err
				}
			}
		}
		names = rest
	}
	return failed
}

func (s *side) compile(ctx context.Context, names []string, dir string) error {
	dir += string(filepath.Separator)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot make a folder for programs: %w", err)
	}
	for _, name := range names {
		s.packages[name].program = filepath.Join(dir, path.Base(name)+".test")
	}
	args := append([]string{"test", "-c", "-ldflags=-s -w", "-o", dir}, compiled...)
	if said, err := s.gocmd(ctx, append(args, names...)...).CombinedOutput(); err != nil {
		return fmt.Errorf("cannot compile the benchmarks of the %s side: %w: %s", s.name, err, tail(said))
	}
	return nil
}

// tail is the end of what a program printed.
func tail(text []byte) string {
	const most = 2000
	text = bytes.TrimSpace(text)
	if len(text) > most {
		text = append([]byte("…"), text[len(text)-most:]...)
	}
	return string(text)
}
