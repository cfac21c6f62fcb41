package hubble

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/api/v1/observer"
	"github.com/cilium/cilium/pkg/hubble/container"
	"github.com/cilium/cilium/pkg/hubble/exporter"
	source "github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/test/binary"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// TestFilesTellWhatTheRelayTells reads what the official command printed, and
// what Hubble's own exporter encodes, and holds both against the relay.
func TestFilesTellWhatTheRelayTells(t *testing.T) {
	program, err := binary.Path("hubble")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, 3, container.Capacity4095, false)
	now := time.Now().UTC()
	random := rand.New(rand.NewPCG(3, 5))
	for _, n := range w.nodes {
		n.see(t, messages(traffic(random, 900, now.Add(-time.Second), 3*time.Minute))...)
	}
	const window = 10 * time.Minute
	printed := referee{program, w}.prints(t, now.Add(-window), now, "--last", "4095")
	printer, exported := source.NewRecording(false), source.NewRecording(false)
	if err := printer.Read(bytes.NewReader(printed)); err != nil {
		t.Fatal(err)
	}
	live := w.source(window)
	var file bytes.Buffer
	encoder, err := exporter.JsonEncoder(&file)
	if err != nil {
		t.Fatal(err)
	}
	for _, ns := range []string{"shop", "payments", "telemetry", "kube-system"} {
		flows, _, err := live.Observe(t.Context(), source.Args{Namespace: ns})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range flows { // a flow between two of them comes twice
			at := timestamppb.New(f.GetTime().AsTime())
			if err := encoder.Encode(&observer.ExportEvent{NodeName: f.GetNodeName(), Time: at, ResponseTypes: &observer.ExportEvent_Flow{Flow: f}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := exported.Read(&file); err != nil {
		t.Fatal(err)
	}
	for _, ask := range []source.Args{{Namespace: "shop", Name: "web"}, {Namespace: "payments"}, {Namespace: "shop", Peer: "namespace/payments"}, {Namespace: "shop", Peer: "api.example.com"}} {
		ours, _, err := live.Observe(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		theirs := map[string]*flowpb.Flow{}
		for _, f := range ours {
			theirs[f.GetUuid()] = f
		}
		for name, r := range map[string]*source.Recording{"printed": printer, "exported": exported} {
			flows, view, err := source.NewRecorded(r, window).Observe(t.Context(), ask)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, name, flows, theirs)
			if len(flows) == 0 || len(view.Nodes) != 3 || view.Blind() == "" {
				t.Errorf("%s: %d flows of %d nodes, whose silence proves nothing since %q", name, len(flows), len(view.Nodes), view.Blind())
			}
		}
	}
}
