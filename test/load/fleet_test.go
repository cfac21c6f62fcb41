package load

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/test/apiserver"
	"github.com/netwhy/netwhy/test/bench/world"
	"github.com/netwhy/netwhy/test/binary"
)

var nodes = flag.Int("nodes", 0, "also ask about a cluster of so many nodes, a hundred users at once")

const (
	mostWait  = 30 * time.Second // of users who each ask something else of a large cluster, at the 95th percentile
	mostFleet = 1536 << 20       // bytes
)

// TestAboutManyNodes has a hundred users ask at once, each of another namespace of a
// cluster of thousands of nodes.
func TestAboutManyNodes(t *testing.T) {
	if *nodes == 0 {
		t.Skip("takes a machine of its own: -nodes=5000")
	}
	w := world.New(*nodes, 1)
	etcd, err := binary.Etcd(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := apiserver.StartOver(t, etcd, func(ctx context.Context, at string) error {
		_, err := w.Write(ctx, at)
		return err
	}, w.Kubelets(t)...)
	s := serve(t, c)
	var mu sync.Mutex
	var all sync.WaitGroup
	var took []time.Duration
	statuses := map[report.Status]int{}
	for i := range users {
		all.Go(func() {
			namespace := world.NamespaceName(i % w.Namespaces)
			text := "is the network of " + namespace + " healthy?"
			if i%2 == 0 {
				text = fmt.Sprintf("app-%d cannot be reached", i%world.AppsPerNamespace)
			}
			u := browser(s.at, func(context.Context) {})
			defer u.client.CloseIdleConnections()
			status, err := u.once(t.Context(), text, namespace)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("%s: %v", text, err)
				return
			}
			took = append(took, u.took...)
			statuses[status]++
		})
	}
	all.Wait()
	p50, p95, most, peak := quantile(took, 0.5), quantile(took, 0.95), slices.Max(append(took, 0)), s.peak(t)
	t.Logf("%d nodes, %d users: p50 %s, p95 %s, most %s, %d MiB; %v", *nodes, users, p50.Round(time.Millisecond), p95.Round(time.Millisecond), most.Round(time.Millisecond), peak>>20, statuses)
	if *bounds && (p95 >= mostWait || peak >= mostFleet) {
		t.Errorf("they wait %s at the 95th percentile and the server has %d MiB, want less than %s and %d", p95, peak>>20, mostWait, mostFleet>>20)
	}
}

// once asks and follows the answer to its end.
func (u *user) once(ctx context.Context, text, namespace string) (report.Status, error) {
	var made struct {
		ID   string `json:"id"`
		Turn int    `json:"turn"`
	}
	began := time.Now()
	if err := u.send(ctx, "POST", "/api/conversations", map[string]any{"question": text, "namespace": namespace}, &made); err != nil {
		return "", err
	}
	at := "/api/conversations/" + made.ID
	if err := u.follow(ctx, at, made.Turn, began); err != nil {
		return "", err
	}
	_, r, err := u.read(ctx, at, 1)
	if err != nil {
		return "", err
	}
	return r.Status, nil
}
