package node_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/source/node"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/nodeprobe/sample"
	"github.com/netwhy/netwhy/test/authority"
	"github.com/netwhy/netwhy/test/probes"
)

// kernel answers with a window of a node that has the pods of the question.
type kernel struct {
	node string
	err  error
	huge int // of the name of a device
}

func (k kernel) Window(_ context.Context, length time.Duration, _ bool, pods []string) (*sample.Window, error) {
	read := func(at time.Time, more uint64) *sample.Sample {
		s := &sample.Sample{Node: k.node, Boot: "b"}
		s.Table(sample.CPU).Add(sample.Row{Name: "0", At: at}, sample.Narrow(map[string]uint64{"dropped": 1 + more}))
		s.Table(sample.Device).Add(sample.Row{Name: strings.Repeat("x", k.huge), At: at}, sample.Wide(map[string]uint64{"rx_packets": 7}))
		for _, name := range append([]string{sample.Host}, pods...) {
			s.Table(sample.Namespace).Add(sample.Row{Name: name, At: at}, sample.Wide(map[string]uint64{"Udp.RcvbufErrors": 5 + more}))
			s.Table(sample.Socket).Add(sample.Row{Name: name + " udp 0.0.0.0:53", At: at}, sample.Narrow(map[string]uint64{"drops": 5}))
		}
		return s
	}
	end := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	w := sample.Between(read(end.Add(-length), 0), read(end, 3))
	for _, name := range append([]string{sample.Host}, pods...) {
		w.Looked = append(w.Looked, name)
		w.Listens = append(w.Listens, sample.Listener{Namespace: name, Protocol: "udp", Address: "0.0.0.0", Port: 53})
		w.Routes = append(w.Routes, sample.Route{Namespace: name, Destination: "0.0.0.0/0", Device: "eth0"})
		w.Ports = append(w.Ports, sample.LocalPorts{Namespace: name})
	}
	return w, k.err
}

func fleet(t *testing.T) *probes.Fleet {
	t.Helper()
	f := probes.New(t)
	for _, name := range []string{"node-a", "node-b"} {
		f.Add(t, name, kernel{node: name})
	}
	f.Pods = []node.Pod{
		{Name: "web-2", Node: "node-b", UID: "uid-2"}, {Name: "web-1", Node: "node-a", UID: "uid-1"},
		{Name: "agent", Node: "node-a", UID: "uid-3", HostNetwork: true},
	}
	return f
}

func reason(err error) evidence.Reason {
	var f *tool.Failure
	if errors.As(err, &f) {
		return f.Reason
	}
	return ""
}

func ask(t *testing.T, f *probes.Fleet, a node.Args) (tool.Reading, error) {
	t.Helper()
	return node.New(f, probes.Service, f.Files).Counters(t.Context(), a)
}

func TestANode(t *testing.T) {
	reading, err := ask(t, fleet(t), node.Args{Node: "node-b"})
	if err != nil || len(reading.Items) != 1 {
		t.Fatalf("%+v, %v", reading, err)
	}
	if err := evidence.NodeCounters.Valid(fmt.Appendf(nil, "[%s]", reading.Items[0]), true); err != nil {
		t.Error(err)
	}
	var w sample.Window
	if err := json.Unmarshal(reading.Items[0], &w); err != nil {
		t.Fatal(err)
	}
	if moved, known := w.Delta(w.Scope(sample.CPU, "0"), "dropped"); w.Node != "node-b" || !known || moved != 3 {
		t.Errorf("of %s moved %d, %t", w.Node, moved, known)
	}
	if len(w.Of(sample.Namespace)) != 1 || w.Scope(sample.Namespace, sample.Host) == nil {
		t.Errorf("a node's window has pods: %+v", w.Scopes)
	}
}

func TestPodsOfANamespace(t *testing.T) {
	f := fleet(t)
	f.Pods = append(f.Pods, node.Pod{Name: "lost-1", Node: "node-c", UID: "uid-9"})
	reading, err := ask(t, f, node.Args{Namespace: "shop"})
	if err != nil {
		t.Fatal(err)
	}
	var nodes []evidence.PodNetwork
	for _, item := range reading.Items {
		if err := evidence.PodNetworks.Valid(fmt.Appendf(nil, "[%s]", item), true); err != nil {
			t.Error(err)
		}
		var n evidence.PodNetwork
		if err := json.Unmarshal(item, &n); err != nil {
			t.Fatal(err)
		}
		nodes = append(nodes, n)
	}
	if len(nodes) != 3 || nodes[0].Node != "node-a" || nodes[2].Node != "node-c" {
		t.Fatalf("the nodes are %+v", nodes)
	}
	if lost := nodes[2]; lost.Window != nil || !strings.Contains(lost.Missing, "no probe runs there") || !slices.Equal(lost.Pods, []string{"lost-1"}) {
		t.Errorf("a node without a probe: %+v", lost)
	}
	a := nodes[0].Window
	if a.Scope(sample.Namespace, "web-1") == nil || a.Scope(sample.Socket, "web-1 udp 0.0.0.0:53") == nil || len(a.Of(sample.CPU)) != 0 {
		t.Errorf("the networks do not bear the names of their pods: %+v", a.Scopes)
	}
	if a.Scope(sample.Namespace, sample.Host) == nil || nodes[1].Window.Scope(sample.Namespace, sample.Host) != nil {
		t.Error("the host is told of where no pod shares its network, or not where one does")
	}
	if b := nodes[1].Window; !slices.Equal(b.Looked, []string{"web-2"}) || len(b.Listens) != 1 || b.Listens[0].Namespace != "web-2" || len(b.Routes) != 1 {
		t.Errorf("what listens on node-b: %+v", b)
	} else if len(b.Ports) != 1 || b.Ports[0].Namespace != "web-2" {
		t.Errorf("the ports of node-b: %+v", b.Ports)
	}
}

func TestFailures(t *testing.T) {
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = gone.Close()
	for name, c := range map[string]struct {
		change func(*probes.Fleet)
		want   evidence.Reason
		says   string
	}{
		"no certificates":  {func(f *probes.Fleet) { f.Files = "" }, evidence.NotInstalled, "--probe-tls"},
		"no such folder":   {func(f *probes.Fleet) { f.Files = "/nowhere" }, evidence.Malformed, "certificates"},
		"no probes":        {func(f *probes.Fleet) { f.Endpoints = nil }, evidence.NotInstalled, "netwhy/netwhy-nodeprobe has no endpoint"},
		"none on the node": {func(f *probes.Fleet) { f.Endpoints = f.Endpoints[1:] }, evidence.Unreachable, "no probe runs there"},
		"nobody answers":   {func(f *probes.Fleet) { f.Endpoints[0].Address = gone.Addr().String() }, evidence.Unreachable, "refused"},
		"another node":     {func(f *probes.Fleet) { f.Endpoints[0].Address = f.Endpoints[1].Address }, evidence.Malformed, `"node-b", not node-a`},
		"a huge answer": {func(f *probes.Fleet) {
			f.Endpoints = nil
			f.Add(t, "node-a", kernel{node: "node-a", huge: 2 << 20})
		}, evidence.Truncated, ""},
		"the node fails": {func(f *probes.Fleet) {
			f.Endpoints = nil
			f.Add(t, "node-a", kernel{node: "node-a", err: errors.New("cannot read it")})
		}, evidence.Unreachable, "503: cannot read it"},
		"a stranger's certificate": {func(f *probes.Fleet) {
			other, err := authority.New()
			if err != nil {
				t.Fatal(err)
			}
			f.Certify(t, other)
		}, evidence.Unreachable, "certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			f := fleet(t)
			c.change(f)
			if _, err := ask(t, f, node.Args{Node: "node-a"}); reason(err) != c.want || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %s with %q", err, c.want, c.says)
			}
		})
	}
	if _, err := ask(t, fleet(t), node.Args{}); reason(err) != evidence.Unsupported {
		t.Errorf("neither node nor namespace: %v", err)
	}
	f := fleet(t)
	f.Pods = []node.Pod{{Name: "lost-1", Node: "node-c", UID: "uid-9"}}
	if _, err := ask(t, f, node.Args{Namespace: "shop"}); reason(err) != evidence.Unreachable {
		t.Errorf("no probe answers: %v", err)
	}
}

func TestCertificatesAreReadAgain(t *testing.T) {
	f := fleet(t)
	s := node.New(f, probes.Service, f.Files)
	if _, err := s.Counters(t.Context(), node.Args{Node: "node-a"}); err != nil {
		t.Fatal(err)
	}
	other, err := authority.New()
	if err != nil {
		t.Fatal(err)
	}
	f.Certify(t, other)
	if _, err := s.Counters(t.Context(), node.Args{Node: "node-a"}); reason(err) != evidence.Unreachable {
		t.Errorf("with a stranger's certificate: %v", err)
	}
	f.Certify(t, f.Authority)
	if _, err := s.Counters(t.Context(), node.Args{Node: "node-a"}); err != nil {
		t.Errorf("after the rotation: %v", err)
	}
	if f.Asked != 1 {
		t.Errorf("the probes were looked up %d times", f.Asked)
	}
}

// BenchmarkThousandProbes asks 1,000 probes for the networks of a namespace.
func BenchmarkThousandProbes(b *testing.B) {
	f := probes.New(b)
	for i := range 1000 {
		name := fmt.Sprintf("node-%d", i)
		f.Add(b, name, kernel{node: name})
		f.Pods = append(f.Pods, node.Pod{Name: fmt.Sprintf("web-%d", i), Node: name, UID: fmt.Sprintf("uid-%d", i)})
	}
	b.ReportAllocs()
	for b.Loop() {
		reading, err := node.New(f, probes.Service, f.Files).Counters(b.Context(), node.Args{Namespace: "shop"})
		if err != nil || len(reading.Items) != 1000 {
			b.Fatalf("%d answers, %v", len(reading.Items), err)
		}
	}
}
