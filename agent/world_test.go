package agent

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/exploration"
	"github.com/netwhy/netwhy/agent/llm/llmtest"
	"github.com/netwhy/netwhy/agent/llm/llmtest/attack"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/source/recorded"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
)

type fields = map[string]any

// world is a recording of a real API server as files that can be asked, with
// every object changed.
func world(t testing.TB, name string, change func(plural string, object fields)) Request {
	t.Helper()
	b, err := bundle.Open("../cmd/netwhy/demo/"+name+".zip", catalog.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	lists, seen := map[string][]fields{}, map[string]bool{}
	for _, r := range b.Records {
		if r.Call.Resource == "" || r.Call.Count || r.Call.Tool == evidence.ToolLogs {
			continue
		}
		var items []fields
		if err := json.Unmarshal(r.Payload, &items); err != nil {
			t.Fatal(err)
		}
		if lists[r.Call.Resource] == nil {
			lists[r.Call.Resource] = []fields{}
		}
		for _, item := range items {
			meta, _ := item["metadata"].(fields)
			if key := fmt.Sprint(r.Call.Resource, meta["namespace"], "/", meta["name"]); !seen[key] {
				seen[key] = true
				if change != nil {
					change(r.Call.Resource, item)
				}
				lists[r.Call.Resource] = append(lists[r.Call.Resource], item)
			}
		}
	}
	folder := t.TempDir()
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("api-versions.txt", []byte("apps/v1\ndiscovery.k8s.io/v1\ngateway.networking.k8s.io/v1\nnetworking.k8s.io/v1\nv1\n"))
	for plural, items := range lists {
		data, err := json.Marshal(fields{"apiVersion": "v1", "kind": "List", "items": items})
		if err != nil {
			t.Fatal(err)
		}
		write(plural+".all.yaml", data)
	}
	given, err := recorded.Open("", nil, []string{folder})
	if err != nil {
		t.Fatal(err)
	}
	list, err := given.Tools(2 * time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil, list...)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return Request{Question: b.Plan.Question, Registry: registry, Caller: tool.Caller{Name: "test", Face: "cli", Rights: tool.Own}, Program: "test", Now: func() time.Time { return at }}
}

// scripted is a model that plays a script.
func scripted(t testing.TB, script ...llmtest.Play) (*Model, *llmtest.Server) {
	t.Helper()
	server := llmtest.Start(t, script...)
	none := 0
	provider, err := llm.New(llm.Settings{Endpoint: server.URL, Model: "scripted", Retries: &none, FirstByte: llm.Duration(2 * time.Second), Total: llm.Duration(5 * time.Second)})
	if err != nil {
		t.Fatal(err)
	}
	return &Model{Name: "scripted", Provider: provider, Budget: exploration.Usual}, server
}

func investigate(t testing.TB, q Request) (*bundle.Bundle, *report.Report) {
	t.Helper()
	b, r, err := Investigate(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return b, r
}

// core is a report without what came of a model, as JSON. What was read twice for one
// question was read a moment before the second time, so times are left out.
func core(t testing.TB, r *report.Report) string {
	t.Helper()
	plain := r.Plain()
	plain.Evidence = slices.Clone(plain.Evidence)
	for i := range plain.Evidence {
		plain.Evidence[i].Time = time.Time{}
	}
	text, err := json.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What a model says, in short.
var (
	telling = attack.Telling
	said    = attack.Said
	calling = attack.Calling
	idle    = attack.Idle
)

// remembered is a registry that reads everything once, since a source may read
// only so often in a second.
func remembered(t testing.TB, q Request) Request {
	t.Helper()
	r := &memory{registry: q.Registry, caller: q.Caller, read: map[string]tool.Reading{}, failed: map[string]error{}}
	made := map[string]tool.Tool{}
	add := func(m tool.Tool, err error) {
		if err != nil {
			t.Fatal(err)
		}
		made[m.Name] = m
	}
	add(tool.New(tool.Spec{Name: evidence.ToolList}, nil, func(ctx context.Context, a kube.ListArgs) (tool.Reading, error) {
		return r.call(ctx, evidence.ToolList, a)
	}))
	add(tool.New(tool.Spec{Name: evidence.ToolGet}, nil, func(ctx context.Context, a kube.GetArgs) (tool.Reading, error) {
		return r.call(ctx, evidence.ToolGet, a)
	}))
	add(tool.New(tool.Spec{Name: evidence.ToolEvents}, nil, func(ctx context.Context, a kube.EventsArgs) (tool.Reading, error) {
		return r.call(ctx, evidence.ToolEvents, a)
	}))
	var list []tool.Tool
	for _, each := range q.Registry.Tools() {
		if m, has := made[each.Name]; has {
			each = m
		}
		list = append(list, each)
	}
	registry, err := tool.NewRegistry(nil, list...)
	if err != nil {
		t.Fatal(err)
	}
	q.Registry = registry
	return q
}

// memory are the readings of a registry.
type memory struct {
	registry *tool.Registry
	caller   tool.Caller
	mu       sync.Mutex
	read     map[string]tool.Reading
	failed   map[string]error
}

func (m *memory) call(ctx context.Context, name string, args any) (tool.Reading, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := fmt.Sprintf("%s %+v", name, args)
	if _, has := m.read[key]; !has {
		m.read[key], m.failed[key] = m.registry.Call(ctx, m.caller, name, args)
	}
	return m.read[key], m.failed[key]
}
