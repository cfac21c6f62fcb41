package main

import (
	"encoding/json"
	"strings"
	"testing"

	source "github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/checks/hubble"
)

// told takes an answer apart.
func told(t *testing.T, items []json.RawMessage) ([]*hubble.Flow, *hubble.View) {
	t.Helper()
	var list []hubble.Item
	for _, raw := range items {
		var item hubble.Item
		if err := json.Unmarshal(raw, &item); err != nil {
			t.Fatal(err)
		}
		list = append(list, item)
	}
	flows, view := hubble.Apart(list)
	if view == nil {
		t.Fatalf("the answer has no end: %d items", len(items))
	}
	return flows, view
}

// TestAPlantedDropIsFound among the flows of thirty rings that are full and go on,
// and that it is not elsewhere is known: every node answers, and all rings reach back.
func TestAPlantedDropIsFound(t *testing.T) {
	p := begin(t, append(size(50_000, 30), "-namespaces", "20", "-apps", "5", "-replicas", "4", "-deny", "ns-007/app-3=CiliumNetworkPolicy/closed", "-deny", "ns-008/app-1")...)
	if p.Nodes != 30 || p.Flows < 50_000 || p.Pods != 400 {
		t.Errorf("the program starts with %+v", p.started)
	}
	s := p.source()
	defer func() { _ = s.Close() }()
	for workload, policy := range map[string]string{"ns-007/app-3": "CiliumNetworkPolicy ns-007/closed", "ns-008/app-1": "", "ns-009/app-0": "none"} {
		namespace, name, _ := strings.Cut(workload, "/")
		flows, view := told(t, ask(t, s, source.Args{Namespace: namespace, Name: name}))
		dropped := 0
		for _, f := range flows {
			if f.Verdict != hubble.Dropped || f.Server.Namespace+"/"+strings.TrimPrefix(f.Server.Workload, "Deployment/") != workload {
				continue
			}
			dropped += f.Count
			if says := named(f); f.Reason != hubble.PolicyDenied || f.Enforcer().Pod != f.Server.Pod || f.Event == hubble.Ruling && says != policy {
				t.Errorf("%s: dropped by %q: %+v", workload, says, f)
			}
		}
		if found := dropped > 0; found != (policy != "none") {
			t.Errorf("%s: %d packets to it were dropped", workload, dropped)
		}
		if view.Read == 0 || len(view.Nodes) != p.Nodes || view.Blind() != "" {
			t.Errorf("%s: read %d flows of %d nodes, which prove nothing since %q", workload, view.Read, len(view.Nodes), view.Blind())
		}
	}
	if e := p.end(t); e.Streams == 0 || e.Messages < e.Streams || e.Bytes == 0 || e.Processor == 0 {
		t.Errorf("the program ends with %+v", e)
	}
}

func named(f *hubble.Flow) (list string) {
	for _, p := range f.Policies {
		list += p.String()
	}
	return list
}

func TestWhatTheProgramRefuses(t *testing.T) {
	for _, args := range [][]string{
		{"-nodes", "0"}, {"-flows", "0", "-namespaces", "1"}, {"-flows", "1000000", "-nodes", "2", "-namespaces", "1"},
		{"-deny", "app-3"}, {"-deny", "ns-007/app-3=closed"}, {"-deny", "ns-999/app-3"}, {"-drop", "ns-999/app-3=CT_MAP_INSERTION_FAILED"}, {"-drop", "ns-007/app-3=BAD_LUCK"}, {"-unknown"},
	} {
		var out strings.Builder
		if err := run(t.Context(), args, strings.NewReader(""), &out); err == nil || out.Len() > 0 {
			t.Errorf("%v: %v, %s", args, err, out.String())
		}
	}
}
