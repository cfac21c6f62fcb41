package binary

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Build makes programs unless the cache has them, and writes to progress what
// it does and how long each took. Kubernetes and Cilium take minutes.
func Build(ctx context.Context, progress io.Writer, names ...string) error {
	for _, name := range names {
		began := time.Now()
		built, err := build(ctx, progress, name)
		if err != nil {
			return err
		}
		if built {
			fmt.Fprintf(progress, "built %s in %s\n", name, time.Since(began).Round(time.Second))
		}
	}
	return nil
}

func build(ctx context.Context, progress io.Writer, name string) (bool, error) {
	p, err := at(name)
	if err != nil {
		return false, err
	}
	if _, err := os.Stat(p.folder); err == nil {
		return false, nil
	}
	fmt.Fprintf(progress, "building %s ...\n", name)
	if err := os.MkdirAll(filepath.Dir(p.folder), 0o755); err != nil {
		return false, fmt.Errorf("cannot make the cache for %s: %w", name, err)
	}
	// What is half built never has the final name.
	temporary, err := os.MkdirTemp(filepath.Dir(p.folder), "."+name+"-")
	if err != nil {
		return false, fmt.Errorf("cannot make a folder to build %s in: %w", name, err)
	}
	defer func() { _ = os.RemoveAll(temporary) }() // after the rename it is gone
	cmd := p.command(ctx, "build", "-trimpath", "-ldflags", p.linker, "-o", filepath.Join(temporary, name), p.source)
	cmd.Stdout, cmd.Stderr = progress, progress
	if err := cmd.Run(); err != nil {
		return false, fmt.Errorf("cannot build %s in %s: %w", name, p.module, err)
	}
	if err := p.keep(ctx, temporary); err != nil {
		return false, err
	}
	if err := os.Chmod(temporary, 0o755); err != nil {
		return false, fmt.Errorf("cannot keep %s: %w", name, err)
	}
	if err := os.Rename(temporary, p.folder); err != nil {
		if _, there := os.Stat(p.folder); there == nil {
			return false, nil // somebody else was faster
		}
		return false, fmt.Errorf("cannot keep %s: %w", name, err)
	}
	return true, nil
}

// keep copies the data that the program needs from its module.
func (p place) keep(ctx context.Context, folder string) error {
	if len(p.data) == 0 {
		return nil
	}
	dir, err := p.command(ctx, "list", "-m", "-f", "{{.Dir}}", p.program.module).Output()
	if err != nil {
		return fmt.Errorf("cannot find the module %s: %w", p.program.module, err)
	}
	for _, data := range p.data {
		from := filepath.Join(strings.TrimSpace(string(dir)), data)
		if err := os.CopyFS(filepath.Join(folder, filepath.Base(data)), os.DirFS(from)); err != nil {
			return fmt.Errorf("cannot keep %s of %s: %w", data, p.program.module, err)
		}
	}
	return nil
}

func (p place) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = p.module
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=")
	return cmd
}
