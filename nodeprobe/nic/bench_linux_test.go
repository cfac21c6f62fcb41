package nic

import (
	"context"
	"fmt"
	"testing"
)

func BenchmarkStats(b *testing.B) {
	ownNamespace(b)
	vethPair(b)
	e := openEthtool(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Stats("v0"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkChannels(b *testing.B) {
	ownNamespace(b)
	vethPair(b)
	e := openEthtool(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Channels("v0"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLinks lists 101 interfaces, as a node with fifty pods has.
func BenchmarkLinks(b *testing.B) {
	ownNamespace(b)
	for i := range 50 {
		run(b, "ip", "link", "add", fmt.Sprintf("a%d", i), "type", "veth", "peer", "name", fmt.Sprintf("b%d", i))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Links(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkInterpret(b *testing.B) {
	f := fixtures(b)["mlx5_core-16-queues"]
	b.ReportMetric(float64(len(f.stats)), "stats")
	b.ReportAllocs()
	for b.Loop() {
		Interpret(f.driver, f.stats)
	}
}
