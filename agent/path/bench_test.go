package path

import (
	"testing"

	"github.com/netwhy/netwhy/test/bench/tenant"
)

// BenchmarkExplain is what an answer costs once all is read: decoding a
// namespace of 200 pods, loading its 20 policies, judging from ten to ten.
func BenchmarkExplain(b *testing.B) {
	for name, to := range map[string]string{"allowed": "shop/app-0:80", "denied": "shop/app-5:80"} {
		b.Run(name, func(b *testing.B) {
			w, err := tenant.Of(20, 200, 10)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := Explain(b.Context(), w.Look, "shop/app-1", to); err != nil { // reads
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if answer, err := Explain(b.Context(), w.Again(), "shop/app-1", to); err != nil || answer.Verdict != name {
					b.Fatal(answer, err)
				}
			}
		})
	}
}
