package reach_test

import (
	"encoding/json"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	"github.com/netwhy/netwhy/test/bench/tenant"
	corev1 "k8s.io/api/core/v1"
)

// BenchmarkEngine is what it costs to load the policies of a namespace, ten of
// each dialect, to judge one path between two of its 200 pods, and to judge for
// all of them whether they may call one. test/cyclonus does so for a cluster.
func BenchmarkEngine(b *testing.B) {
	rules := reach.Rules{Dataplane: reach.Cilium, Namespaces: []corev1.Namespace{tenant.Space()}, NetworkPolicies: tenant.NetworkPolicies(10)}
	for _, raw := range tenant.CiliumPolicies(10) {
		var p evidence.CiliumPolicy
		if err := json.Unmarshal(raw, &p); err != nil {
			b.Fatal(err)
		}
		rules.CiliumPolicies = append(rules.CiliumPolicies, p)
	}
	load := func(b *testing.B) *reach.Engine {
		engine, err := reach.New(rules)
		if err != nil || len(engine.Refused()) > 0 {
			b.Fatal(err, engine.Refused())
		}
		return engine
	}
	var ends []reach.End
	for _, p := range tenant.Pods(20, 200) {
		ends = append(ends, reach.PodEnd(&p))
	}
	b.Run("load", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			load(b)
		}
	})
	b.Run("path", func(b *testing.B) {
		engine := load(b)
		b.ReportAllocs()
		for b.Loop() {
			if v := engine.Path(ends[1], ends[0], reach.TCP(8080)).Verdict(); v != reach.Allowed {
				b.Fatal(v)
			}
		}
	})
	b.Run("callers", func(b *testing.B) {
		engine := load(b)
		b.ReportAllocs()
		for b.Loop() {
			let := 0
			for _, from := range ends {
				if engine.Path(from, ends[0], reach.TCP(8080)).Verdict() == reach.Allowed {
					let++
				}
			}
			if let != 10 {
				b.Fatal(let)
			}
		}
	})
}
