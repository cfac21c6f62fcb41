package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// stamp is what a binary and an image say of their origin.
type stamp struct {
	version string
	commit  string
	date    time.Time // of the commit: a build's own time would change its digest
}

// flags are those of "go build" that decide the bytes. The Dockerfile and the
// Makefile use the same, which a test holds.
func (s stamp) flags() []string {
	return []string{"-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid= -X main.version=" + s.version + " -X main.commit=" + s.commit + " -X main.date=" + s.date.Format(time.RFC3339)}
}

func (s stamp) check() error {
	for _, word := range []string{s.version, s.commit} {
		if word == "" || strings.ContainsAny(word, " \t\n'\"") {
			return fmt.Errorf("cannot stamp %q: give -version and -commit, each one word", word)
		}
	}
	if s.date.Unix() <= 0 {
		return errors.New("cannot stamp without a time: set SOURCE_DATE_EPOCH to the commit's, as git log -1 --format=%ct tells it")
	}
	return nil
}

// compile builds a package of the product for one platform.
func compile(ctx context.Context, root, pkg, system, arch, out string, s stamp) error {
	args := append([]string{"build"}, s.flags()...)
	cmd := exec.CommandContext(ctx, "go", append(args, "-o", out, pkg)...)
	cmd.Dir = root
	cmd.Env = environment(system, arch)
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("cannot build %s for %s/%s: %w: %s", pkg, system, arch, err, text)
	}
	return nil
}

func environment(system, arch string) []string {
	return append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOOS="+system, "GOARCH="+arch, "GOAMD64=v1", "GOARM64=v8.0")
}
