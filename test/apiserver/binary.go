package apiserver

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// sources are the files of test/tools/kube that decide what its binary is.
var sources = []string{"go.mod", "go.sum", "main.go"}

// Binary is the path of the multi-call binary with kube-apiserver,
// kube-controller-manager and kubectl: NETWHY_KUBE, or the one that [Build]
// puts into the user's cache.
func Binary() (string, error) {
	path, err := os.Getenv("NETWHY_KUBE"), error(nil)
	if path == "" {
		if path, err = cached(); err != nil {
			return "", err
		}
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("cannot find the Kubernetes binary %s: run `make deps`", path)
	} else if err != nil {
		return "", fmt.Errorf("cannot use the Kubernetes binary: %w", err)
	}
	return path, nil
}

// cached is where the binary built from the present sources belongs.
func cached() (string, error) {
	dir, err := toolDir()
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, name := range sources {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return "", fmt.Errorf("cannot read the sources of the Kubernetes binary: %w", err)
		}
		sum.Write(text)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("cannot find the cache for the Kubernetes binary: %w", err)
	}
	return filepath.Join(cache, "netwhy", "kube-"+hex.EncodeToString(sum.Sum(nil))[:12], "kube"), nil
}

// toolDir is test/tools/kube of the repository that the working directory is in.
func toolDir() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("cannot find the repository: %w", err)
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		tool := filepath.Join(dir, "test", "tools", "kube")
		if _, err := os.Stat(filepath.Join(tool, "go.mod")); err == nil {
			return tool, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("cannot find test/tools/kube above %s: run inside the repository", start)
		}
	}
}

// etcdBinary is etcd's path.
func etcdBinary() (string, error) {
	path, err := exec.LookPath("etcd")
	if err != nil {
		return "", fmt.Errorf("cannot find etcd: install the package etcd-server")
	}
	return path, nil
}
