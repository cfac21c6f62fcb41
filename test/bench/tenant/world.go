package tenant

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/netwhy/netwhy/checks/evidence"
)

// World answers readings from the objects of a tenant, in a cluster with Cilium.
type World struct {
	heads   []evidence.Head
	items   []json.RawMessage
	known   map[evidence.Want]bool
	records []evidence.Record
}

// Items are all objects of a tenant of so many apps, pods and policies of each
// dialect, and what tells that the cluster runs Cilium.
func Items(apps, pods, policies int) (items []json.RawMessage) {
	space := Space()
	for _, o := range []any{
		&space,
		map[string]any{"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": map[string]any{"name": "cilium", "namespace": "kube-system", "labels": map[string]string{"k8s-app": "cilium"}}},
		map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "cilium-config", "namespace": "kube-system"}, "data": map[string]string{"enable-policy": "default"}},
	} {
		data, err := json.Marshal(o)
		if err != nil {
			panic(err) // plain data
		}
		items = append(items, data)
	}
	items = append(items, Raw(Services(apps))...)
	items = append(items, Raw(EndpointSlices(apps, pods))...)
	items = append(items, Raw(NetworkPolicies(policies))...)
	items = append(items, CiliumPolicies(policies)...)
	return append(items, Raw(Pods(apps, pods))...)
}

// Of is a world of a tenant.
func Of(apps, pods, policies int) (*World, error) {
	w := &World{items: Items(apps, pods, policies), known: map[evidence.Want]bool{}}
	w.heads = make([]evidence.Head, len(w.items))
	for i, item := range w.items {
		if err := json.Unmarshal(item, &w.heads[i]); err != nil {
			return nil, fmt.Errorf("cannot read an object of the tenant: %w", err)
		}
	}
	return w, nil
}

// Look reads what is wanted and not read yet, and returns all that has been
// read. What is no object, such as flows, is left unread.
func (w *World) Look(_ context.Context, wants []evidence.Want) *evidence.Snapshot {
	for _, want := range wants {
		query := want.Kind.Query.In(want.Subject)
		if w.known[want] || query.Tool != evidence.ToolList && query.Tool != evidence.ToolGet {
			continue
		}
		w.known[want] = true
		var found []json.RawMessage
		for i, head := range w.heads {
			if is, err := query.Matches(head); err == nil && is {
				found = append(found, w.items[i])
			}
		}
		if record, err := evidence.Seal(evidence.Record{Kind: want.Kind.Name, Subject: want.Subject, Call: query}, found); err == nil {
			w.records = append(w.records, record)
		}
	}
	return evidence.NewSnapshot(w.records, nil)
}

// Records are what has been read.
func (w *World) Records() []evidence.Record { return evidence.NewSnapshot(w.records, nil).Records() }

// Again reads nothing more: it returns all that has been read, none of it
// decoded yet.
func (w *World) Again() func(context.Context, []evidence.Want) *evidence.Snapshot {
	snapshot := evidence.NewSnapshot(w.records, nil)
	return func(context.Context, []evidence.Want) *evidence.Snapshot { return snapshot }
}
