package apiserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
)

// release finds the Kubernetes version in the tool's go.mod.
var release = regexp.MustCompile(`(?m)^\s*k8s\.io/kubernetes (v(\d+)\.(\d+)\.\d+)$`)

// Build makes the multi-call binary unless the cache holds it, and says where
// it is. A cold build takes some minutes.
func Build(ctx context.Context) (string, error) {
	path, err := cached()
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	dir, err := toolDir()
	if err != nil {
		return "", err
	}
	stamp, err := versionFlags(dir)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", fmt.Errorf("cannot make the cache for the Kubernetes binary: %w", err)
	}
	temporary := fmt.Sprintf("%s.%d", path, os.Getpid())
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w "+stamp, "-o", temporary, ".")
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("cannot build the Kubernetes binary in %s: %w", dir, errors.Join(err, os.RemoveAll(temporary)))
	}
	if err := os.Rename(temporary, path); err != nil {
		return "", fmt.Errorf("cannot keep the Kubernetes binary: %w", err)
	}
	return path, nil
}

// versionFlags tell the linker which release the binary is.
func versionFlags(dir string) (string, error) {
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return "", fmt.Errorf("cannot read the Kubernetes version: %w", err)
	}
	found := release.FindSubmatch(mod)
	if found == nil {
		return "", fmt.Errorf("cannot find the version of k8s.io/kubernetes in %s", filepath.Join(dir, "go.mod"))
	}
	const at = "-X k8s.io/component-base/version."
	return fmt.Sprintf("%sgitVersion=%s %sgitMajor=%s %sgitMinor=%s", at, found[1], at, found[2], at, found[3]), nil
}
