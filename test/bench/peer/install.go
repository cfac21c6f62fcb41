package peer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/netwhy/netwhy/test/binary"
)

// Tools are where the programs are.
type Tools struct {
	Kubectl string // named kubectl, since others look for it by its name
	Modules string // the folder node_modules
	Session string // the client of MCP servers
}

// command is what npm installed of a package.
func (t Tools) command(name string) string { return filepath.Join(t.Modules, ".bin", name) }

// Install has npm install the MCP servers as package-lock.json says, builds the
// client for them, and says where all is. It does nothing again that is done. It
// writes to progress what it does. The kubectl is whose path is given, or one that
// is built of the API server's version.
func Install(ctx context.Context, progress io.Writer, kubectl string) (t Tools, err error) {
	if t.Kubectl, err = find(ctx, progress, kubectl); err != nil {
		return t, err
	}
	folder, err := here()
	if err != nil {
		return t, err
	}
	t.Modules = filepath.Join(folder, "node_modules")
	if !fresh(folder) {
		fmt.Fprintln(progress, "installing the MCP servers ...")
		npm := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
		npm.Dir, npm.Stdout, npm.Stderr = folder, progress, progress
		if err := npm.Run(); err != nil {
			return t, fmt.Errorf("cannot install the MCP servers: %w: npm says why above; \"make node\" installs npm", err)
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return t, fmt.Errorf("cannot find the cache for the MCP client: %w", err)
	}
	sum := sha256.Sum256([]byte(folder)) // each checkout has its own
	t.Session = filepath.Join(cache, "netwhy", "session-"+hex.EncodeToString(sum[:])[:12], "session")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", t.Session, ".")
	build.Dir, build.Stdout, build.Stderr = filepath.Join(folder, "session"), progress, progress
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if err := build.Run(); err != nil {
		return t, fmt.Errorf("cannot build the MCP client: %w", err)
	}
	return t, nil
}

// find is the absolute path of a kubectl.
func find(ctx context.Context, progress io.Writer, kubectl string) (path string, err error) {
	if kubectl == "" {
		if err := binary.Build(ctx, progress, "kubectl"); err != nil {
			return "", err
		}
		if kubectl, err = binary.Path("kubectl"); err != nil {
			return "", err
		}
	}
	if path, err = filepath.Abs(kubectl); err != nil {
		return "", fmt.Errorf("cannot find kubectl: %w", err)
	}
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("cannot find kubectl: %w", err)
	}
	if filepath.Base(path) != "kubectl" {
		return "", fmt.Errorf("cannot use %s: mcp-server-kubernetes looks for a program named kubectl", path)
	}
	return path, nil
}

// fresh says whether npm installed what the lock file says.
func fresh(folder string) bool {
	lock, err := os.Stat(filepath.Join(folder, "package-lock.json"))
	if err != nil {
		return false
	}
	done, err := os.Stat(filepath.Join(folder, "node_modules", ".package-lock.json"))
	return err == nil && !done.ModTime().Before(lock.ModTime())
}

// here is this package's folder in the repository that the working directory is in.
func here() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("cannot find the repository: %w", err)
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		folder := filepath.Join(dir, "test", "bench", "peer")
		if _, err := os.Stat(filepath.Join(folder, "package-lock.json")); err == nil {
			return folder, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("cannot find test/bench/peer above %s: run inside the repository", start)
		}
	}
}
