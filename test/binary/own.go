package binary

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Own builds a program of this repository, stripped and static, and says where
// it is. What is up to date is not built again: each checkout has a place of
// its own in the user's cache.
func Own(ctx context.Context, source string) (string, error) {
	return ours(ctx, "", "./"+source, source)
}

// Etcd builds the etcd that managed control planes have, and says where it is. By
// Debian's, which is older than the API server's watch cache expects, each
// consistent list is read from the disk, and would be measured so.
func Etcd(ctx context.Context) (string, error) {
	return ours(ctx, filepath.Join("test", "tools", "etcd"), "go.etcd.io/etcd/server/v3", "etcd")
}

// Flood builds the Hubble observers and the relay that tests fill with flows, and says
// where they are.
func Flood(ctx context.Context) (string, error) {
	return ours(ctx, filepath.Join("test", "hubble"), "./flood", "flood")
}

// ours builds a package of a module of this repository to a place in the cache.
func ours(ctx context.Context, within, source, place string) (string, error) {
	tools, err := module()
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("cannot find the cache for %s: %w", source, err)
	}
	root := filepath.Join(tools, "..", "..", "..")
	sum := sha256.Sum256([]byte(root))
	path := filepath.Join(cache, "netwhy", "own-"+hex.EncodeToString(sum[:])[:12], place, filepath.Base(place))
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, source)
	cmd.Dir = filepath.Join(root, within)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("cannot build %s: %w: %s", source, err, out)
	}
	return path, nil
}
