package apiserver

import (
	"context"
	_ "embed"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

var (
	shared Shared

	//go:embed testdata/web.yaml
	web []byte
)

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

func TestStartLeavesNothingBehind(t *testing.T) {
	var pids []int
	t.Run("running", func(t *testing.T) {
		began := time.Now()
		c := Start(t)
		t.Logf("ready after %s", time.Since(began).Round(time.Millisecond))
		for _, p := range c.processes {
			pids = append(pids, p.cmd.Process.Pid)
		}
		if len(pids) != 3 {
			t.Fatalf("%d processes run, want etcd, apiserver and controller manager", len(pids))
		}
	})
	for _, pid := range pids {
		if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
			t.Errorf("process %d is left: %v", pid, err)
		}
	}
}

// deploy applies the web fixture and removes it with the test.
func deploy(t *testing.T) *Cluster {
	t.Helper()
	c := shared.Cluster(t)
	if err := c.Apply(t.Context(), web); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		began := time.Now()
		if err := c.DeleteNamespaces(context.Background(), "shop"); err != nil {
			t.Error(err)
		}
		t.Logf("namespace deleted after %s", time.Since(began).Round(time.Millisecond))
	})
	return c
}

func TestControllerDerivesEndpoints(t *testing.T) {
	c := deploy(t)
	began := time.Now()
	if err := c.WaitEndpoints(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	t.Logf("endpoints after %s", time.Since(began).Round(time.Millisecond))
	list, err := c.typed.DiscoveryV1().EndpointSlices("shop").List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var ready []string
	for _, s := range list.Items {
		for _, e := range s.Endpoints {
			if value(e.Conditions.Ready) {
				ready = append(ready, e.Addresses...)
			}
		}
	}
	if len(list.Items) != 1 || len(ready) != 2 {
		t.Errorf("%d slices with ready endpoints %v, want one with two", len(list.Items), ready)
	}
}

func TestEndpointsFollowPods(t *testing.T) {
	c := deploy(t)
	change := strings.NewReplacer(`"True"`, `"False"`, "metadata: {name: web-2,", "metadata: {deletionTimestamp: 2026-01-01T00:00:00Z, name: web-2,")
	if err := c.Apply(t.Context(), []byte(change.Replace(string(web)))); err != nil {
		t.Fatal(err)
	}
	if err := c.WaitEndpoints(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	w, err := c.look(t.Context(), "shop")
	if err != nil {
		t.Fatal(err)
	}
	want := endpoints{
		"web-1 10.244.0.11 ready=false serving=false terminating=false http:8080/TCP": true,
		"web-2 10.244.0.12 ready=false serving=false terminating=true http:8080/TCP":  true,
	}
	have := published(w.slices["web"])
	for e := range want {
		if !have[e] || len(have) != len(want) {
			t.Errorf("the slices hold %v, want %v", have, want)
		}
	}
}

func TestPodsWithoutNode(t *testing.T) {
	c := deploy(t)
	moved := strings.ReplaceAll(string(web), "nodeName: node-a", "nodeName: node-gone")
	moved = strings.NewReplacer("name: web-", "name: lost-").Replace(moved)
	if err := c.Apply(t.Context(), []byte(moved)); err != nil {
		t.Fatal(err)
	}
	err := c.WaitEndpoints(t.Context(), "shop")
	if !errors.Is(err, ErrNoNode) || !strings.Contains(err.Error(), `lost-1 on "node-gone"`) {
		t.Errorf("WaitEndpoints says %v", err)
	}
}

func TestRestrictedUser(t *testing.T) {
	c := deploy(t)
	user, err := c.As(t.Context(), []rbacv1.PolicyRule{
		{APIGroups: []string{""}, Resources: []string{"pods", "pods/log"}, Verbs: []string{"get", "list"}},
		{NonResourceURLs: []string{"/metrics"}, Verbs: []string{"get"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	core := kubernetes.NewForConfigOrDie(user.Config).CoreV1()
	if list, err := core.Pods("shop").List(t.Context(), metav1.ListOptions{}); err != nil || len(list.Items) != 2 {
		t.Errorf("listing pods gives %v", err)
	}
	if _, err := core.Secrets("shop").List(t.Context(), metav1.ListOptions{}); !apierrors.IsForbidden(err) {
		t.Errorf("listing secrets gives %v, want 403", err)
	}
	out, err := c.Kubectl(t.Context(), "--kubeconfig="+user.Kubeconfig, "get", "secrets")
	if err == nil || !strings.Contains(err.Error(), "forbidden") {
		t.Errorf("kubectl get secrets prints %q, %v", out, err)
	}
}

func TestKubectl(t *testing.T) {
	c := deploy(t)
	out, err := c.Shell(t.Context(), "kubectl get pods -n shop -o name | sort")
	if err != nil || out != "pod/web-1\npod/web-2\n" {
		t.Errorf("kubectl prints %q, %v", out, err)
	}
}
