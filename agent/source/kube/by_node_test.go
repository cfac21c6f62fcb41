package kube

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
)

const agents = "k8s-app in (cilium,kube-proxy)"

func byNode(t *testing.T, config *rest.Config) (string, error) {
	t.Helper()
	source, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	reading, err := source.List(t.Context(), ListArgs{Resource: "pods", ByNode: true, Labels: agents})
	if err != nil {
		return "", err
	}
	r := evidence.SealOrdered(evidence.Record{Kind: evidence.AllNodesPods.Name}, reading.Items)
	return string(r.Payload), evidence.AllNodesPods.Valid(r.Payload, true)
}

// A real API server makes the table, and selects.
func TestPodsAreToldByNode(t *testing.T) {
	cluster := shared.Cluster(t)
	var all strings.Builder
	for _, name := range []string{"by-node-a", "by-node-b"} {
		fmt.Fprintf(&all, "apiVersion: v1\nkind: Node\nmetadata: {name: %s}\n---\n", name)
	}
	for _, pod := range []struct{ name, app, node, phase string }{
		{"cilium-1", "cilium", "by-node-b", "Running"}, {"kube-proxy-1", "kube-proxy", "by-node-b", "Failed"},
		{"web-1", "web", "by-node-b", "Succeeded"}, {"web-2", "web", "", "Pending"}, {"web-3", "web", "by-node-a", "Running"}, {"web-4", "web", "by-node-a", "Pending"},
	} {
		fmt.Fprintf(&all, "apiVersion: v1\nkind: Pod\nmetadata: {name: %s, namespace: default, labels: {k8s-app: %s, also: this}, annotations: {password: hunter2}}\n"+
			"spec: {nodeName: %q, containers: [{name: c, image: i, env: [{name: TOKEN, value: hunter2}]}]}\nstatus: {phase: %s}\n---\n", pod.name, pod.app, pod.node, pod.phase)
	}
	if err := cluster.Apply(t.Context(), []byte(all.String())); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Delete(context.WithoutCancel(t.Context()), []byte(all.String())); err != nil {
			t.Error(err)
		}
	})
	got, err := byNode(t, cluster.Admin)
	if err != nil {
		t.Fatal(err)
	}
	pod := `{"metadata":{"name":"%s","namespace":"default","labels":{"k8s-app":"%[2]s"}},"spec":{"containers":null,"nodeName":"by-node-b"},"status":{"phase":"%[3]s","qosClass":"BestEffort"}}`
	want := `[{"node":"by-node-a","pods":[],"holds":2},{"node":"by-node-b","pods":[` +
		fmt.Sprintf(pod, "cilium-1", "cilium", "Running") + "," + fmt.Sprintf(pod, "kube-proxy-1", "kube-proxy", "Failed") + `],"holds":1}]`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestOfAnAgentItIsKeptWhoseItIs(t *testing.T) {
	yes := true
	got := slim(&corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "p", OwnerReferences: []metav1.OwnerReference{
		{Kind: "ReplicaSet", Name: "no"}, {Kind: "DaemonSet", Name: "cilium", UID: "7", Controller: &yes},
	}}})
	if len(got.OwnerReferences) != 1 || got.OwnerReferences[0].Name != "cilium" || got.OwnerReferences[0].UID != "" || got.Labels != nil {
		t.Errorf("of the pod is kept %+v", got)
	}
}

func TestWherePodsMayNotBeListed(t *testing.T) {
	cluster := shared.Cluster(t)
	config := rest.CopyConfig(cluster.Admin)
	config.Impersonate.UserName = "nobody"
	_, err := byNode(t, config)
	var f *tool.Failure
	if !errors.As(err, &f) || f.Reason != evidence.Forbidden || f.Needs == "" {
		t.Errorf("the error is %v", err)
	}
}

// What is cut into pages, though no limit was asked for, is not all.
func TestAPageOfAgentsIsNotAllOfThem(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		next := ""
		if r.URL.Query().Get("labelSelector") != "" {
			next = "more"
		}
		fmt.Fprintf(w, `{"kind":"PodList","apiVersion":"v1","metadata":{"continue":%q},"items":[]}`, next)
	}))
	defer server.Close()
	if got, err := byNode(t, &rest.Config{Host: server.URL}); !errors.Is(err, errPage) {
		t.Errorf("got %s, %v", got, err)
	}
}
