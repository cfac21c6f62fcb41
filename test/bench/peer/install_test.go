package peer

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAKubectlOfAnotherNameIsRefused(t *testing.T) {
	other := filepath.Join(t.TempDir(), "oc")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{other: "named kubectl", "/nowhere/kubectl": "cannot find kubectl"} {
		if _, err := find(t.Context(), io.Discard, path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
}

func TestNpmInstallsOnceForEachLockFile(t *testing.T) {
	folder := t.TempDir()
	write := func(name string, at time.Time) {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Unix(1_700_000_000, 0)
	write("package-lock.json", began)
	if fresh(folder) {
		t.Error("nothing is installed")
	}
	write("node_modules/.package-lock.json", began.Add(time.Second))
	if !fresh(folder) {
		t.Error("it is installed")
	}
	write("package-lock.json", began.Add(time.Minute))
	if fresh(folder) {
		t.Error("the lock file is newer")
	}
}
