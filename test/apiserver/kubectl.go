package apiserver

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// shim puts a kubectl on disk, in a folder of its own.
func (c *Cluster) shim() error {
	binary, err := filepath.Abs(c.binary)
	if err != nil {
		return fmt.Errorf("cannot find kubectl: %w", err)
	}
	if err := os.MkdirAll(c.bin(), 0o755); err != nil {
		return fmt.Errorf("cannot make a folder for kubectl: %w", err)
	}
	if err := os.Symlink(binary, filepath.Join(c.bin(), "kubectl")); err != nil {
		return fmt.Errorf("cannot link kubectl: %w", err)
	}
	return nil
}

func (c *Cluster) bin() string { return filepath.Join(c.Dir, "bin") }

// Env is the environment of a command whose `kubectl` is this cluster's, as
// the user of the kubeconfig file ([Cluster.Kubeconfig] for the administrator).
func (c *Cluster) Env(kubeconfig string) []string {
	return append(os.Environ(),
		"PATH="+c.bin()+string(os.PathListSeparator)+os.Getenv("PATH"),
		"KUBECONFIG="+kubeconfig,
		"KUBECACHEDIR="+filepath.Join(c.Dir, "kubectl-cache"),
	)
}

// Kubectl runs kubectl as the administrator and returns what it prints.
func (c *Cluster) Kubectl(ctx context.Context, args ...string) (string, error) {
	return c.exec(ctx, filepath.Join(c.bin(), "kubectl"), args...)
}

// Shell runs a script with `sh -c` as the administrator, as a user would paste
// a printed remedy, and returns what it prints.
func (c *Cluster) Shell(ctx context.Context, script string) (string, error) {
	return c.exec(ctx, "sh", "-c", script)
}

func (c *Cluster) exec(ctx context.Context, name string, args ...string) (string, error) {
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = c.Env(c.Kubeconfig), &out, &errs
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("cannot run %s %s: %w: %s", filepath.Base(name), strings.Join(args, " "), err, bytes.TrimSpace(errs.Bytes()))
	}
	return out.String(), nil
}
