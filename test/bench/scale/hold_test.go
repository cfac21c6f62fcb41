package scale

import (
	"context"
	"flag"
	"os"
	"os/signal"
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/test/apiserver"
	"github.com/netwhy/netwhy/test/bench/world"
	"github.com/netwhy/netwhy/test/binary"
)

var hold = flag.Int("hold", 0, "only keep a cluster of so many nodes until interrupted, to try things out")

// cluster is a world that an API server serves.
func cluster(t testing.TB, nodes int) (*world.World, server, []witness) {
	t.Helper()
	w := world.New(nodes, *seed)
	ways := witnesses(t, w)
	etcd, err := binary.Etcd(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := apiserver.StartOver(t, etcd, func(ctx context.Context, at string) error {
		count, err := w.Write(ctx, at)
		t.Logf("%d nodes: %d objects", nodes, count)
		return err
	}, w.Kubelets(t)...)
	s := server{Kubeconfig: c.Kubeconfig, API: c.Process("kube-apiserver"), Etcd: c.Process("etcd")}
	if err := s.reach(); err != nil {
		t.Fatal(err)
	}
	return w, s, ways
}

func TestHold(t *testing.T) {
	if *hold == 0 {
		t.Skip("for trying things out: -hold=NODES")
	}
	w, s, ways := cluster(t, *hold)
	t.Logf("export KUBECONFIG=%s # API server %d", s.Kubeconfig, s.API)
	for _, way := range ways {
		t.Logf("%s: netwhy ask --passive %s", way.Name(), strings.Join(way.Flags, " "))
	}
	for _, f := range slices.Concat(w.Faults, w.Counted, w.Dropped) {
		t.Logf("%s/%s: %s", f.Namespace, f.Name, f.Kind)
	}
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt)
	defer stop()
	<-ctx.Done()
}
