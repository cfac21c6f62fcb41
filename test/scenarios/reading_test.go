package scenarios

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"k8s.io/client-go/rest"
)

// TestReadingsFailForAReason makes the real API server refuse, lack and hold
// back what is asked for.
func TestReadingsFailForAReason(t *testing.T) {
	w := newWorld(t)
	w.set(t, scenario{apps: "shop/web pods=2 port=8080 service=80"})
	reader, err := kube.New(w.reader)
	if err != nil {
		t.Fatal(err)
	}
	nobody, err := w.cluster.As(t.Context(), rules(func(tool.Access) bool { return true }))
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := kube.New(nobody.Config)
	if err != nil {
		t.Fatal(err)
	}
	gone, err := kube.New(&rest.Config{Host: "https://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	late, cancel := context.WithDeadline(t.Context(), started.Time)
	defer cancel()
	ctx := t.Context()
	for name, c := range map[string]struct {
		read  func() (tool.Reading, error)
		want  evidence.Reason
		needs string
	}{
		"no permission to list": {func() (tool.Reading, error) {
			return stranger.List(ctx, kube.ListArgs{Resource: "pods", Namespace: "shop"})
		}, evidence.Forbidden, "permission to list pods in namespace shop"},
		"no permission to list anywhere": {func() (tool.Reading, error) { return stranger.List(ctx, kube.ListArgs{Resource: "nodes"}) }, evidence.Forbidden, "list nodes in all namespaces"},
		"no permission to get": {func() (tool.Reading, error) {
			return stranger.Get(ctx, kube.GetArgs{Resource: "services", Namespace: "shop", Name: "web"})
		}, evidence.Forbidden, "permission to get services in namespace shop"},
		"no permission to read CRDs":          {func() (tool.Reading, error) { return stranger.List(ctx, kube.ListArgs{Resource: "gateways"}) }, evidence.Forbidden, "list gateways.gateway.networking.k8s.io"},
		"an API that is not there":            {func() (tool.Reading, error) { return reader.List(ctx, kube.ListArgs{Resource: "nodenetworkconfigs"}) }, evidence.NotInstalled, ""},
		"more than the budget":                {func() (tool.Reading, error) { return reader.List(ctx, kube.ListArgs{Resource: "pods", Limit: 1}) }, evidence.Truncated, "more than 1 pods"},
		"too late":                            {func() (tool.Reading, error) { return reader.List(late, kube.ListArgs{Resource: "pods"}) }, evidence.Timeout, ""},
		"nobody at home":                      {func() (tool.Reading, error) { return gone.List(ctx, kube.ListArgs{Resource: "pods"}) }, evidence.Unreachable, "API server"},
		"a log without a kubelet":             {func() (tool.Reading, error) { return reader.Logs(ctx, kube.LogsArgs{Labels: "k8s-app=kube-dns"}) }, evidence.Unreachable, ""},
		"a resource that is not in the table": {func() (tool.Reading, error) { return reader.List(ctx, kube.ListArgs{Resource: "secrets"}) }, evidence.Unsupported, ""},
	} {
		_, err := c.read()
		var f *tool.Failure
		if !errors.As(err, &f) || f.Reason != c.want || !strings.Contains(f.Needs, c.needs) {
			t.Errorf("%s: got %v, want %s (%s)", name, err, c.want, c.needs)
		}
	}
	absent, err := reader.Get(ctx, kube.GetArgs{Resource: "services", Namespace: "shop", Name: "absent"})
	if err != nil || len(absent.Items) != 0 {
		t.Errorf("an absent object reads as %v, %v, and not as an empty list", absent, err)
	}
}

// TestLongListsAreReadPageByPage reads more objects than a page holds, and
// nothing in them that changes without the network changing.
func TestLongListsAreReadPageByPage(t *testing.T) {
	w := newWorld(t)
	const many = 1_100
	var documents []string
	for i := range many {
		documents = append(documents, fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c-%04d, namespace: many}\ndata: {password: \"password=hunter2\"}", i))
	}
	w.set(t, scenario{objects: []byte("apiVersion: v1\nkind: Namespace\nmetadata: {name: many}\n---\n" + strings.Join(documents, "\n---\n"))})
	reader, err := kube.New(w.reader)
	if err != nil {
		t.Fatal(err)
	}
	list, err := reader.List(t.Context(), kube.ListArgs{Resource: "configmaps", Namespace: "many"})
	if err != nil || len(list.Items) != many {
		t.Fatalf("read %d of %d: %v", len(list.Items), many, err)
	}
	for _, noise := range []string{"managedFields", "resourceVersion", "uid", "hunter2"} {
		if strings.Contains(string(list.Items[0]), noise) {
			t.Errorf("%q is in %s", noise, list.Items[0])
		}
	}
}
