package fleet

import (
	"bytes"
	"flag"
	"runtime"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/source/node"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/test/bench/world"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

var (
	kubeconfig = flag.String("kubeconfig", "", "of a cluster of 5,000 nodes that test/bench/scale holds, for BenchmarkReview")
	silent     = flag.Int("silent", 188, "how many of the probes of BenchmarkReview do not answer")
)

// BenchmarkReview examines a whole cluster that a real API server serves, and asks
// the probe of every node beside.
func BenchmarkReview(b *testing.B) {
	if *kubeconfig == "" {
		b.Skip("hold a cluster with go test ./test/bench/scale -run TestHold -hold 5000, and give its -kubeconfig")
	}
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		b.Fatal(err)
	}
	nodes := Plan(5000, 37, *silent, 1)
	for i := range nodes {
		nodes[i].Name = world.NodeName(i)
	}
	f := beside(b, nodes)
	if err := descriptors(3 * len(nodes)); err != nil {
		b.Fatal(err)
	}
	began := processor(b)
	var size, findings int
	for b.Loop() {
		registry := f.registry(b, config)
		bundle, r, err := agent.Investigate(b.Context(), agent.Request{
			Question: "is the cluster healthy?", Registry: registry, Caller: tool.Caller{Rights: tool.Own}, Program: "test", Now: time.Now,
		})
		if err != nil {
			b.Fatal(err)
		}
		var out bytes.Buffer
		if err := report.JSON(&out, r); err != nil {
			b.Fatal(err)
		}
		if size, findings = out.Len(), len(r.Findings)+len(r.Risks); r.Breadth == nil || r.Breadth.Nodes != len(nodes) {
			b.Fatalf("not all nodes were examined: %+v", r.Breadth)
		}
		for _, c := range r.Breadth.Coverage {
			b.Logf("%s: %d of %d", c.Kind, c.Read, c.Of)
		}
		b.Log(r.Summary)
		runtime.KeepAlive(bundle)
	}
	b.ReportMetric((processor(b)-began).Seconds()/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(size)/1e6, "MB")
	b.ReportMetric(float64(findings), "findings")
	_, most, err := Resident()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(most>>20), "peak-MiB")
}

// registry reads the cluster of a configuration, and asks the fleet's probes.
func (f *Fleet) registry(b *testing.B, config *rest.Config) *tool.Registry {
	b.Helper()
	source, err := kube.New(config)
	if err != nil {
		b.Fatal(err)
	}
	objects, err := source.Tools()
	if err != nil {
		b.Fatal(err)
	}
	counters, err := node.New(f, node.Service{Namespace: "netwhy", Name: "netwhy-nodeprobe"}, node.Files(f.Client)).Tools()
	if err != nil {
		b.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil, append(objects, counters...)...)
	if err != nil {
		b.Fatal(err)
	}
	return registry
}
