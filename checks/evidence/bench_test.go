package evidence_test

import (
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/test/bench/tenant"
)

// BenchmarkRecord is what it costs to seal the pods of a namespace, to see that
// nobody changed them, and to decode them.
func BenchmarkRecord(b *testing.B) {
	items := tenant.Raw(tenant.Pods(20, 200))
	shop := evidence.Of(evidence.Namespace, "", tenant.Namespace)
	blank := evidence.Record{Kind: evidence.Pods.Name, Subject: shop, Call: evidence.Pods.Query.In(shop)}
	record, err := evidence.Seal(blank, items)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("seal", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if r, err := evidence.Seal(blank, items); err != nil || r.Digest != record.Digest {
				b.Fatal(r.Digest, err)
			}
		}
	})
	b.Run("sealed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if !record.Sealed() {
				b.Fatal("its own digest is not that of the record")
			}
		}
	})
	b.Run("decode", func(b *testing.B) {
		decode := func() {
			if err := (&evidence.Entry{Record: record}).Decode(evidence.Pods.Meta); err != nil {
				b.Fatal(err)
			}
		}
		decode() // learns the type
		b.ReportAllocs()
		for b.Loop() {
			decode()
		}
	})
}
