package hubble

import (
	"bytes"
	"testing"
	"time"
)

func FuzzRecording(f *testing.F) {
	f.Add([]byte(`{"flow":{"time":"2026-01-02T03:04:05Z","uuid":"a","node_name":"n"},"node_name":"n"}` + "\n"))
	f.Add([]byte(`{"lost_events":{"num_events_lost":"7"},"node_name":"n"}` + "\n" + `{"node_status":{"state_change":"NODE_ERROR","node_names":["n"]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := NewRecording(true)
		if r.Read(bytes.NewReader(data)) != nil {
			return
		}
		if _, view, err := NewRecorded(r, time.Minute).Observe(t.Context(), Args{Namespace: "shop"}); err == nil && len(view.Nodes) < len(r.nodes) {
			t.Errorf("%d nodes are told of %d", len(view.Nodes), len(r.nodes))
		}
	})
}

// TestOfManyFlowsTheNewestAreKept bounds what files may take.
func TestOfManyFlowsTheNewestAreKept(t *testing.T) {
	r := NewRecording(true)
	var text bytes.Buffer
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for i := range 2*mostFlows + 7 {
		text.WriteString(`{"flow":{"time":"` + start.Add(time.Duration(i)*time.Millisecond).Format(time.RFC3339Nano) + `","node_name":"n"}}` + "\n")
	}
	if err := r.Read(&text); err != nil {
		t.Fatal(err)
	}
	view, err := NewRecorded(r, time.Hour).see(t.Context())
	if err != nil || len(r.flows) > mostFlows || !view.Nodes[0].Oldest.After(start) {
		t.Errorf("%d flows are kept, the oldest of %v, %v", len(r.flows), view.Nodes, err)
	}
	if view.Blind() == "" {
		t.Error("the flows that were left out are taken for none")
	}
}
