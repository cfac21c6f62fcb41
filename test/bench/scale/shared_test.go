package scale

import (
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/test/bench/world"
	"k8s.io/client-go/tools/clientcmd"
)

// again asks about the target twice, as two users of one server do within seconds: the
// second takes what was read for the first.
func again(t *testing.T, s server, w *world.World) Result {
	t.Helper()
	target := world.NamespaceName(world.Target)
	var list []Result
	for range warm + *runs {
		config, err := clientcmd.BuildConfigFromFlags("", s.Kubeconfig)
		if err != nil {
			t.Fatal(err)
		}
		source, err := kube.New(config)
		if err != nil {
			t.Fatal(err)
		}
		tools, err := source.Tools()
		if err != nil {
			t.Fatal(err)
		}
		registry, err := tool.NewRegistry(nil, tools...)
		if err != nil {
			t.Fatal(err)
		}
		sharing := &agent.Sharing{For: 5 * time.Second}
		planted := within(w.Faults, target)
		ask := func(who string) (r Result) {
			r = Result{Planted: len(planted), Nodes: w.Nodes, Question: "one namespace", Who: "netwhy, shared"}
			cost, err := s.during(t.Context(), func() error {
				began := time.Now()
				_, told, err := agent.Investigate(t.Context(), agent.Request{
					Question: "is the network of " + target + " healthy?", Registry: registry, Caller: tool.Caller{Name: who, Rights: tool.Own}, Now: time.Now, Sharing: sharing,
					Progress: func(step string, _, _ int) {
						if r.First == 0 && strings.HasPrefix(step, string(failing)) {
							r.First = time.Since(began)
						}
					},
				})
				if r.Wall = time.Since(began); err == nil {
					r.Status = string(told.Status)
					for _, f := range planted {
						if found(told, f) {
							r.Found++
						}
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			r.Server, r.Etcd, r.Requests, r.Bytes = cost.CPU, cost.Etcd, cost.Requests, cost.Bytes
			return r
		}
		ask("the first")
		list = append(list, ask("the second"))
	}
	return median(list[warm:])
}
