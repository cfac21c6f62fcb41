package tenant

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
)

func TestTheSameNumbersGiveTheSameObjects(t *testing.T) {
	if !slices.EqualFunc(Items(20, 200, 10), Items(20, 200, 10), func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
		t.Error("two tenants of the same numbers differ")
	}
}

// TestTheWorldAnswers as an API server would: what is asked for, and nothing else.
func TestTheWorldAnswers(t *testing.T) {
	w, err := Of(20, 200, 10)
	if err != nil {
		t.Fatal(err)
	}
	shop := evidence.Of(evidence.Namespace, "", Namespace)
	for kind, want := range map[*evidence.Meta]int{
		evidence.Pods.Meta: 200, evidence.Services.Meta: 20, evidence.EndpointSlices.Meta: 20, evidence.NetworkPolicies.Meta: 10, evidence.CiliumNetworkPolicies.Meta: 10, evidence.Ingresses.Meta: 0,
	} {
		entry, gap := w.Look(t.Context(), []evidence.Want{{Kind: kind, Subject: shop}}).Find(kind, shop)
		if entry == nil || entry.Items != want || kind.Valid(entry.Payload, true) != nil {
			t.Errorf("%s: %v, want %d of the type (%v)", kind.Name, entry, want, gap)
		}
	}
	if n := len(w.Records()); n != 6 {
		t.Errorf("%d records, want one of each kind", n)
	}
}
