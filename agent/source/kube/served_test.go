package kube

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// serving answers with a list of what is served, and any other request with an empty
// list; it tells what was asked for.
func serving(t *testing.T, code int, groups string) (s *Source, asked func() []string) {
	t.Helper()
	var mu sync.Mutex
	var paths []string
	s = answering(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		paths = append(paths, r.URL.Path)
		if r.URL.Path != "/apis" {
			fmt.Fprint(w, `{"metadata":{},"items":[]}`)
			return
		}
		w.WriteHeader(code)
		fmt.Fprint(w, groups)
	})
	return s, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(paths)
	}
}

// groups is a list of what is served, as "kubectl get --raw /apis" prints it.
func groups(versions string) string {
	return `{"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"apps","versions":[{"groupVersion":"apps/v1","version":"v1"}]},` +
		`{"name":"cilium.io","versions":[` + versions + `]}]}`
}

func TestWhatIsNotServedIsNotAskedFor(t *testing.T) {
	s, asked := serving(t, http.StatusOK, groups(`{"groupVersion":"cilium.io/v2alpha1","version":"v2alpha1"}`))
	ctx := tool.TakeSince(t.Context(), time.Now())
	for _, name := range []string{"node-a", "node-b"} {
		var f *tool.Failure
		if _, err := s.Get(ctx, GetArgs{Resource: "ciliumnodes", Name: name}); !errors.As(err, &f) || f.Reason != evidence.NotInstalled {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for _, resource := range []string{"ciliumcidrgroups", "deployments", "ciliumendpointslices"} {
		if reading, err := s.List(ctx, ListArgs{Resource: resource}); err != nil || len(reading.Items) > 0 {
			t.Errorf("%s: got %v, %v", resource, reading, err)
		}
	}
	want := []string{"/apis", "/apis/cilium.io/v2alpha1/ciliumcidrgroups", "/apis/apps/v1/deployments", "/apis/cilium.io/v2alpha1/ciliumendpointslices"}
	if got := asked(); !slices.Equal(got, want) {
		t.Errorf("asked for %q, want %q", got, want)
	}
}

func TestWhatIsServedIsToldAnewLater(t *testing.T) {
	s, asked := serving(t, http.StatusOK, groups(""))
	for range 2 {
		if _, err := s.List(tool.TakeSince(t.Context(), time.Now()), ListArgs{Resource: "ciliumnodes"}); err == nil {
			t.Error("what is not served was read")
		}
	}
	if got := asked(); !slices.Equal(got, []string{"/apis", "/apis"}) {
		t.Errorf("asked for %q", got)
	}
}

func TestWhereItIsNotToldWhatIsServedEachIsAskedFor(t *testing.T) {
	one, two := "/apis/cilium.io/v2/ciliumnodes", "/apis/cilium.io/v2/ciliumnetworkpolicies"
	for name, server := range map[string]struct {
		code    int
		groups  string
		context func(context.Context) context.Context
		want    []string
	}{
		"forbidden":       {http.StatusForbidden, `{"kind":"Status","code":403}`, several, []string{"/apis", one, two}},
		"of something":    {http.StatusOK, `{"kind":"NodeList","items":[]}`, several, []string{"/apis", one, two}},
		"of no group":     {http.StatusOK, `{"kind":"APIGroupList","groups":[]}`, several, []string{"/apis", one, two}},
		"cut off":         {http.StatusOK, `{"kind":"APIGroupList","groups":[{"na`, several, []string{"/apis", one, two}},
		"who reads alone": {http.StatusOK, groups(""), func(ctx context.Context) context.Context { return ctx }, []string{one, two}},
	} {
		t.Run(name, func(t *testing.T) {
			s, asked := serving(t, server.code, server.groups)
			ctx := server.context(t.Context())
			for _, resource := range []string{"ciliumnodes", "ciliumnetworkpolicies"} {
				if _, err := s.List(ctx, ListArgs{Resource: resource}); err != nil {
					t.Error(err)
				}
			}
			if got := asked(); !slices.Equal(got, server.want) {
				t.Errorf("asked for %q, want %q", got, server.want)
			}
		})
	}
}

// several is the context of an investigation.
func several(ctx context.Context) context.Context { return tool.TakeSince(ctx, time.Now()) }
