package scale

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"testing"

	"github.com/netwhy/netwhy/test/apiserver"
	"github.com/netwhy/netwhy/test/bench/world"
	"k8s.io/client-go/kubernetes"
)

var hold = flag.Int("hold", 0, "only keep a cluster of so many nodes until interrupted, to try things out")

// cluster is a world that an API server serves.
func cluster(t testing.TB, nodes int) (*world.World, server) {
	t.Helper()
	w := world.New(nodes, *seed)
	c := apiserver.StartOver(t, etcd(t), func(ctx context.Context, etcd string) error {
		count, err := w.Write(ctx, etcd)
		t.Logf("%d nodes: %d objects", nodes, count)
		return err
	})
	client, err := kubernetes.NewForConfig(c.Admin)
	if err != nil {
		t.Fatal(err)
	}
	return w, server{c, client}
}

// etcd builds the etcd that managed control planes have. By Debian's, which is older
// than the API server's watch cache expects, each list would be read from the disk.
func etcd(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "etcd")
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "go.etcd.io/etcd/server/v3")
	build.Dir = "../../tools/etcd"
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("cannot build etcd: %v\n%s", err, out)
	}
	return path
}

func TestHold(t *testing.T) {
	if *hold == 0 {
		t.Skip("for trying things out: -hold=NODES")
	}
	w, s := cluster(t, *hold)
	t.Logf("export KUBECONFIG=%s # API server %d", s.cluster.Kubeconfig, s.cluster.Process("kube-apiserver"))
	for _, f := range w.Faults {
		t.Logf("%s/%s: %s", f.Namespace, f.Name, f.Kind)
	}
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt)
	defer stop()
	<-ctx.Done()
}
