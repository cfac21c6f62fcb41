package kube

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"k8s.io/client-go/rest"
)

// paged serves pods one to a page, and those of another namespace as none.
func paged(t *testing.T, code int, pods ...string) *Source {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		if code == http.StatusOK && strings.HasSuffix(r.URL.Path, "/namespaces") {
			fmt.Fprint(w, `{"kind":"NamespaceList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"shop"}},{"metadata":{"name":"kube-system"}}]}`)
			return
		}
		at := 0
		if _, err := fmt.Sscan(r.URL.Query().Get("continue"), &at); err != nil {
			at = 0
		}
		next := ""
		if at+1 < len(pods) {
			next = fmt.Sprint(at + 1)
		}
		if code == http.StatusOK && !strings.Contains(r.URL.Path, "/"+namespaceOf(pods[at])+"/") {
			fmt.Fprintf(w, `{"kind":"PodList","apiVersion":"v1","metadata":{"continue":%q},"items":[]}`, next)
		} else if code == http.StatusOK {
			fmt.Fprintf(w, `{"kind":"PodList","apiVersion":"v1","metadata":{"continue":%q},"items":[%s]}`, next, pods[at])
		}
	}))
	t.Cleanup(s.Close)
	source, err := New(&rest.Config{Host: s.URL})
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func namespaceOf(pod string) string {
	if strings.Contains(pod, `"namespace":"shop"`) {
		return "shop"
	}
	return "kube-system"
}

func TestPodsAreToldByNode(t *testing.T) {
	agent := `{"metadata":{"name":"cilium-1","namespace":"kube-system","uid":"7","labels":{"k8s-app":"cilium","x":"y"},"annotations":{"password":"hunter2"},` +
		`"ownerReferences":[{"kind":"ReplicaSet","name":"no"},{"apiVersion":"apps/v1","kind":"DaemonSet","name":"cilium","uid":"8","controller":true}]},` +
		`"spec":{"nodeName":"b","containers":[{"name":"c","env":[{"name":"TOKEN","value":"hunter2"}]}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}`
	web := `{"metadata":{"name":"web-1","namespace":"shop","labels":{"app":"web"}},"spec":{"nodeName":"b","containers":[{"name":"c","image":"i"}]},"status":{"phase":"Succeeded","podIP":"10.0.0.1"}}`
	waits := `{"metadata":{"name":"web-2","namespace":"shop"},"spec":{"containers":[]},"status":{"phase":"Pending"}}`
	other := `{"metadata":{"name":"web-3","namespace":"shop"},"spec":{"nodeName":"a","containers":[]},"status":{"phase":"Running"}}`
	reading, err := paged(t, http.StatusOK, agent, web, waits, other).List(t.Context(), ListArgs{Resource: "pods", ByNode: true})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(reading.Items)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"node":"a","pods":[{"metadata":{"name":"web-3","namespace":"shop"},"spec":{"nodeName":"a"},"status":{"phase":"Running"}}]},` +
		`{"node":"b","pods":[{"metadata":{"name":"cilium-1","namespace":"kube-system","labels":{"k8s-app":"cilium"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"DaemonSet","name":"cilium","uid":"","controller":true}]},` +
		`"spec":{"nodeName":"b"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastProbeTime":null,"lastTransitionTime":null}]}},` +
		`{"metadata":{"name":"web-1","namespace":"shop"},"spec":{"nodeName":"b"},"status":{"phase":"Succeeded"}}]}]`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if err := evidence.AllNodesPods.Valid(got, true); err != nil {
		t.Error(err)
	}
	_, err = paged(t, http.StatusForbidden, web).List(t.Context(), ListArgs{Resource: "pods", ByNode: true})
	var f *tool.Failure
	if !errors.As(err, &f) || f.Reason != evidence.Forbidden || f.Needs == "" {
		t.Errorf("where pods may not be listed, the error is %v", err)
	}
}
