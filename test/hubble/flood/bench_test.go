package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	source "github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

// BenchmarkAQuestion asks for the flows of a namespace, of a workload, and of what
// the relay can see, among all. What nodes and relay take is told apart, since in
// a cluster they are other machines.
func BenchmarkAQuestion(b *testing.B) {
	p := begin(b, append(size(*flows, *nodes), "-deny", "ns-007/app-3=CiliumNetworkPolicy/closed")...)
	for name, a := range map[string]source.Args{
		"namespace": {Namespace: "ns-007"},
		"workload":  {Namespace: "ns-007", Name: "app-3"},
		"call":      {Namespace: "ns-008", Peer: "namespace/ns-009"},
		"view":      {},
	} {
		b.Run(fmt.Sprintf("%s/flows=%d/nodes=%d", name, p.Flows, p.Nodes), func(b *testing.B) {
			b.ReportAllocs()
			before, took := p.processor(b), processor()
			read, bytes, why := 0, 0, ""
			for b.Loop() {
				s := p.source() // who asks again soon is answered without asking the nodes
				items := ask(b, s, a)
				_ = s.Close()
				for _, i := range items {
					bytes += len(i)
				}
				var item hubble.Item
				if err := json.Unmarshal(items[len(items)-1], &item); err != nil {
					b.Fatal(err)
				}
				if item.View != nil {
					read, why = read+item.View.Read, item.View.Blind()
				}
			}
			n := float64(b.N)
			b.ReportMetric(float64(read)/n, "flows/op")
			b.ReportMetric(float64(bytes)/n, "record-B/op")
			b.ReportMetric((processor()-took).Seconds()*1000/n, "client-cpu-ms/op")
			b.ReportMetric((p.processor(b)-before)*1000/n, "server-cpu-ms/op")
			_, peak := resident()
			b.ReportMetric(float64(peak>>20), "client-peak-MiB")
			if why != "" {
				b.Log(why)
			}
		})
	}
	e := p.end(b)
	b.Logf("the relay sent %d messages, %d bytes in %d streams; the program had %d MiB when it started after %.0f s and %d at most", e.Messages, e.Bytes, e.Streams, p.Memory>>20, p.Seconds, e.Peak>>20)
}

// BenchmarkUsers asks for the flows of a hundred workloads at once, each for one user.
func BenchmarkUsers(b *testing.B) {
	const users = 100
	p := begin(b, size(*flows, *nodes)...)
	b.Run(fmt.Sprintf("users=%d/flows=%d/nodes=%d", users, p.Flows, p.Nodes), func(b *testing.B) {
		s := p.source()
		defer func() { _ = s.Close() }()
		b.ReportAllocs()
		before, took, told := p.processor(b), processor(), int64(0)
		for b.Loop() {
			var all sync.WaitGroup
			var whole atomic.Int64
			for i := range users {
				all.Go(func() {
					_, view, err := s.Observe(b.Context(), source.Args{Namespace: fmt.Sprintf("ns-%03d", i), Name: "app-3"})
					if err == nil && !view.Cut {
						whole.Add(1)
					}
				})
			}
			all.Wait()
			told += whole.Load()
		}
		n := float64(b.N)
		b.ReportMetric(float64(told)/n, "whole-answers/op")
		b.ReportMetric((processor()-took).Seconds()*1000/n, "client-cpu-ms/op")
		b.ReportMetric((p.processor(b)-before)*1000/n, "server-cpu-ms/op")
		_, peak := resident()
		b.ReportMetric(float64(peak>>20), "client-peak-MiB")
	})
}

// ask asks through the gate, as one who may see all.
func ask(t testing.TB, s *source.Source, a source.Args) []json.RawMessage {
	t.Helper()
	tools, err := s.Tools()
	if err != nil {
		t.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil, tools...)
	if err != nil {
		t.Fatal(err)
	}
	reading, err := registry.Call(t.Context(), tool.Caller{Rights: tool.Own}, evidence.ToolHubble, a)
	if err != nil {
		t.Fatal(err)
	}
	return reading.Items
}

// processor is the time in seconds that the program has taken.
func (p *program) processor(b *testing.B) float64 {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		b.Skip("the system does not tell what a process takes")
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	user, err := strconv.ParseFloat(fields[11], 64)
	if err != nil {
		b.Fatal(err)
	}
	system, err := strconv.ParseFloat(fields[12], 64)
	if err != nil {
		b.Fatal(err)
	}
	return (user + system) / 100 // ticks of the kernel's interface
}
