package apiserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
)

// Start brings up a control plane and ends it with the test. Its API server takes
// further flags, such as those that name an issuer of tokens.
func Start(t testing.TB, flags ...string) *Cluster {
	t.Helper()
	return start(t, setup{flags: flags})
}

// StartOver brings up an etcd, given by its path, and an API server over what is
// written into it before. No controller runs, so that the cluster stays what was
// written.
func StartOver(t testing.TB, etcd string, write func(ctx context.Context, etcd string) error, flags ...string) *Cluster {
	t.Helper()
	return start(t, setup{etcd: etcd, flags: flags, write: write})
}

func start(t testing.TB, s setup) *Cluster {
	t.Helper()
	require(t)
	c, err := boot(t.Context(), t.TempDir(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.stop)
	return c
}

// Shared is one control plane for all tests of a package, started by the first
// that asks for it:
//
//	var shared apiserver.Shared
//
//	func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }
type Shared struct {
	managed bool
	start   sync.Once
	cluster *Cluster
	dir     string
	err     error
}

// Main runs the tests of a package, then ends the control plane.
func (s *Shared) Main(m *testing.M) int {
	s.managed = true
	code := m.Run()
	if s.cluster != nil {
		s.cluster.stop()
	}
	if err := os.RemoveAll(s.dir); err != nil {
		fmt.Fprintln(os.Stderr, "cannot remove the test control plane:", err)
		return 1
	}
	return code
}

// Cluster is the package's control plane.
func (s *Shared) Cluster(t testing.TB) *Cluster {
	t.Helper()
	require(t)
	if !s.managed {
		t.Fatal("cannot share a control plane: TestMain must call Shared.Main")
	}
	s.start.Do(func() {
		if s.dir, s.err = os.MkdirTemp("", "netwhy-apiserver-"); s.err == nil {
			s.cluster, s.err = boot(t.Context(), s.dir, setup{})
		}
	})
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.cluster
}

// require skips the test where a binary is missing, or fails it where the
// environment promises to have them.
func require(t testing.TB) {
	t.Helper()
	_, kube := Binary()
	_, etcd := etcdBinary()
	err := errors.Join(kube, etcd)
	switch {
	case err == nil:
	case os.Getenv("CI") == "true" || os.Getenv("NETWHY_REQUIRE_APISERVER") == "1":
		t.Fatal(err)
	default:
		t.Skip(err)
	}
}
