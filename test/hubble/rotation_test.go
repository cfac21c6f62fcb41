package hubble

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/pkg/hubble/api/v1"
	"github.com/cilium/cilium/pkg/hubble/exporter"
	source "github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/agent/source/recorded"
)

// recording reads files of flows as the command does.
func recording(t *testing.T, paths ...string) *source.Recording {
	t.Helper()
	r := source.NewRecording(false)
	for _, path := range paths {
		f, err := recorded.Single(path)
		if err != nil {
			t.Fatal(err)
		}
		from, err := f.Open(1 << 30)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Read(from); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if err := from.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// TestFilesThatTheExporterTurnedOverTellAll lets Hubble's exporter write until it
// has packed files away.
func TestFilesThatTheExporterTurnedOverTellAll(t *testing.T) {
	folder := t.TempDir()
	writer := exporter.FileWriter(exporter.FileWriterConfig{Filename: filepath.Join(folder, "events.log"), MaxSize: 1, Compress: true})
	e, err := exporter.NewExporter(quiet, exporter.WithNewWriterFunc(writer))
	if err != nil {
		t.Fatal(err)
	}
	list := traffic(rand.New(rand.NewPCG(13, 17)), 4000, time.Now().UTC(), 3*time.Minute)
	for _, f := range list {
		f.NodeName = "default/node-a"
		if err := e.Export(t.Context(), &v1.Event{Timestamp: f.GetTime(), Event: f}); err != nil {
			t.Fatal(err)
		}
	}
	lost := &flowpb.LostEvent{Source: flowpb.LostEventSource_PERF_EVENT_RING_BUFFER, NumEventsLost: 7}
	if err := e.Export(t.Context(), &v1.Event{Timestamp: list[0].GetTime(), Event: lost}); err != nil {
		t.Fatal(err)
	}
	if err := e.Stop(); err != nil {
		t.Fatal(err)
	}
	var paths []string
	until(t, "the exporter has packed the files that were full", func() bool {
		packed, _ := filepath.Glob(filepath.Join(folder, "*.log.gz"))
		plain, _ := filepath.Glob(filepath.Join(folder, "*.log"))
		paths = append(packed, plain...)
		return len(packed) > 0 && len(plain) == 1
	})
	files := source.NewRecorded(recording(t, paths...), time.Hour)
	for _, a := range []source.Args{{Namespace: "shop"}, {Namespace: "payments", Name: "api"}, {Namespace: "shop", Peer: "namespace/payments"}, {Namespace: "shop", Name: "gone"}} {
		ours, view, err := files.Observe(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, a.Namespace+"/"+a.Name+" "+a.Peer, ours, wanted(list, a))
		if len(view.Lost) != 1 || view.Lost[0].Events != 7 {
			t.Errorf("of 7 lost events it tells %v", view.Lost)
		}
	}
}

// wanted are the flows that are asked for, chosen the plain way.
func wanted(list []*flowpb.Flow, a source.Args) map[string]*flowpb.Flow {
	of := func(e *flowpb.Endpoint) bool {
		return e.GetNamespace() == a.Namespace && (a.Name == "" || len(e.GetWorkloads()) > 0 && e.GetWorkloads()[0].GetName() == a.Name)
	}
	peer := func(e *flowpb.Endpoint) bool { return a.Peer == "" || "namespace/"+e.GetNamespace() == a.Peer }
	chosen := map[string]*flowpb.Flow{}
	for _, f := range list {
		if of(f.GetSource()) && peer(f.GetDestination()) || of(f.GetDestination()) && peer(f.GetSource()) {
			chosen[f.GetUuid()] = f
		}
	}
	return chosen
}
