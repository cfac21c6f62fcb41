package binary

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Own builds a program of this repository into a folder, stripped and static,
// and says where it is.
func Own(ctx context.Context, source, folder string) (string, error) {
	tools, err := module()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", fmt.Errorf("cannot make a folder for %s: %w", source, err)
	}
	path := filepath.Join(folder, filepath.Base(source))
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "./"+source)
	cmd.Dir = filepath.Join(tools, "..", "..", "..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("cannot build %s: %w: %s", source, err, out)
	}
	return path, nil
}
