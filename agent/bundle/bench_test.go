package bundle_test

import (
	"bytes"
	"testing"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/test/bench/tenant"
)

// BenchmarkCodec writes and reads what was recorded of a namespace of 200 pods.
func BenchmarkCodec(b *testing.B) {
	w, err := tenant.Of(20, 200, 10)
	if err != nil {
		b.Fatal(err)
	}
	shop := evidence.Of(evidence.Namespace, "", tenant.Namespace)
	var wants []evidence.Want
	for _, k := range []evidence.Any{evidence.Pods, evidence.Services, evidence.EndpointSlices, evidence.NetworkPolicies, evidence.CiliumNetworkPolicies} {
		wants = append(wants, evidence.Want{Kind: k.About(), Subject: shop})
	}
	w.Look(b.Context(), wants)
	all := bundle.New(bundle.Manifest{Program: "test", Catalogue: "c"}, plan.Plan{Question: "why do calls of app-1 to app-0 time out?"}, w.Records(), nil)
	var archive bytes.Buffer
	if err := all.Write(&archive); err != nil {
		b.Fatal(err)
	}
	b.Run("write", func(b *testing.B) {
		write := func() {
			var out bytes.Buffer
			if err := all.Write(&out); err != nil || out.Len() != archive.Len() {
				b.Fatal(out.Len(), err)
			}
		}
		write() // fills pools
		b.ReportAllocs()
		for b.Loop() {
			write()
		}
	})
	b.Run("read", func(b *testing.B) {
		read := func() {
			if back, err := bundle.Read(archive.Bytes(), catalog.Kinds()); err != nil || len(back.Records) != len(wants) {
				b.Fatal(err)
			}
		}
		read() // learns types
		b.ReportAllocs()
		for b.Loop() {
			read()
		}
	})
	b.Run("digest", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if all.Digest("c") != all.Manifest.Digest {
				b.Fatal("the same bundle has another digest")
			}
		}
	})
}
