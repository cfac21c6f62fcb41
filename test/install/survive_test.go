package install

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// pod is one of the agent's, or of a probe's.
type pod struct{ name, node, container string }

// pods are those that bear a name, ready or not.
func (w *world) pods(t *testing.T, in, name string) (list []pod) {
	t.Helper()
	out := w.must(t, "-n", in, "get", "pods", "-l", "app.kubernetes.io/name="+name, "--field-selector=status.phase=Running", "-o",
		`jsonpath={range .items[*]}{.metadata.name} {.spec.nodeName} {.status.containerStatuses[0].containerID}{"\n"}{end}`)
	for line := range strings.SplitSeq(out, "\n") {
		if f := strings.Fields(line); len(f) == 3 {
			list = append(list, pod{f[0], f[1], strings.TrimPrefix(f[2], "containerd://")})
		}
	}
	return list
}

// restarts is how often the agent's container was started again.
func (w *world) restarts(t *testing.T) string {
	t.Helper()
	return w.must(t, "-n", namespace, "get", "pods", "-l", "app.kubernetes.io/name=netwhy", "-o", "jsonpath={.items[*].metadata.name} {.items[*].status.containerStatuses[0].restartCount}")
}

// ready waits until the agent is, as helm's --wait does.
func (w *world) ready(t *testing.T) {
	t.Helper()
	w.must(t, "-n", namespace, "rollout", "status", "deployment/netwhy", "--timeout=90s")
	await(t, "the agent", func() error {
		out, err := w.Kubectl(t.Context(), "-n", namespace, "get", "deployment", "netwhy", "-o", "jsonpath={.status.readyReplicas}/{.status.replicas}/{.spec.replicas}")
		if f := strings.Split(out, "/"); err == nil && (len(f) != 3 || f[0] != f[2] || f[1] != f[2]) {
			err = errors.New(out)
		}
		return err
	})
}

// kill ends the agent as the kernel would for want of memory.
func (w *world) kill(t *testing.T) {
	t.Helper()
	agent := w.pods(t, namespace, "netwhy")
	if len(agent) != 1 {
		t.Fatalf("there are %d agents", len(agent))
	}
	was := w.restarts(t)
	if _, err := w.Node(agent[0].node).Do(t.Context(), "ctr", "--namespace=k8s.io", "tasks", "kill", "--signal=SIGKILL", agent[0].container); err != nil {
		t.Fatal(err)
	}
	await(t, "the agent to be started again", func() error {
		if w.restarts(t) == was {
			return errors.New("it was not yet")
		}
		return nil
	})
	w.ready(t)
}

func (w *world) survivesKill(t *testing.T) {
	running := w.browser.begin(t, "is the network of the cluster healthy?")
	w.kill(t)
	w.browser.keeps(t, w.kept)
	// What ran is said to have ended with the agent, unless it had answered before.
	state, _ := w.browser.ended(t, running)
	if state != "interrupted" && state != "done" {
		t.Errorf("what ran is %q", state)
	}
	w.browser.expect(t, 202, "POST", "/api/conversations/"+running+"/turns", map[string]int{"rerun": 1})
	if state, r := w.browser.ended(t, running); state != "done" || r == nil {
		t.Errorf("asked again, it is %q", state)
	}
}

func (w *world) survivesAPIServer(t *testing.T) {
	was := w.restarts(t)
	if err := w.RestartAPIServer(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.settled(t)
	// It takes the cluster some seconds to lead pods to the API server again.
	await(t, "an answer", func() error {
		_, err := w.tryAsk(t)
		if err != nil && !strings.Contains(err.Error(), "does not answer") {
			t.Error(err)
		}
		return err
	})
	seen(t, w.ask(t))
	w.browser.keeps(t, w.kept)
	if is := w.restarts(t); is != was {
		t.Errorf("the agent was started again: %s, after %s", is, was)
	}
}

func (w *world) survivesRelay(t *testing.T) {
	was := w.restarts(t)
	w.must(t, "-n", "kube-system", "delete", "pod", "-l", "k8s-app=hubble-relay")
	w.must(t, "-n", "kube-system", "rollout", "status", "deployment/hubble-relay", "--timeout=60s")
	seen(t, w.ask(t))
	w.browser.keeps(t, w.kept)
	if is := w.restarts(t); is != was {
		t.Errorf("the agent was started again: %s, after %s", is, was)
	}
}

// settled waits for the cluster's own parts.
func (w *world) settled(t *testing.T) {
	t.Helper()
	if err := w.Settled(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// The last part: a node is gone, with all that runs there.
func (w *world) survivesNode(t *testing.T) {
	if err := w.Node("node-b").Kill(); err != nil {
		t.Fatal(err)
	}
	await(t, "node-b to be missed", func() error {
		out, err := w.Kubectl(t.Context(), "get", "node", "node-b", "-o", `jsonpath={.status.conditions[?(@.type=="Ready")].status}`)
		if err == nil && out != "Unknown" {
			err = fmt.Errorf("it is ready: %s", out)
		}
		return err
	})
	r := w.ask(t)
	told := false
	for _, g := range r.Unseen.Groups {
		told = told || strings.Contains(g.Needs, "node-b")
	}
	for _, f := range r.Findings {
		told = told || f.Verdict.String() == "fail" && f.Subject.Name == "node-b"
	}
	if !told || r.ExitCode() == 0 {
		t.Errorf("of the lost node nothing is told: %s, %+v", r.Summary, r.Unseen)
	}
	w.browser.keeps(t, w.kept)
}

// capabilities are those of a process in a container, as the kernel has them.
func (w *world) capabilities(t *testing.T, p pod) string {
	t.Helper()
	tasks, err := w.Node(p.node).Do(t.Context(), "ctr", "--namespace=k8s.io", "tasks", "list")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(tasks, "\n") {
		if f := strings.Fields(line); len(f) == 3 && f[0] == p.container {
			r, err := w.Node(p.node).Run(t.Context(), machine.Command{Args: []string{"grep", "-E", "^(Cap(Prm|Eff|Bnd|Amb)|NoNewPrivs|Uid):", "/proc/" + f[1] + "/status"}})
			if err != nil {
				t.Fatal(err)
			}
			return string(r.Out)
		}
	}
	t.Fatalf("containerd runs no %s: %s", p.container, tasks)
	return ""
}
