package scenarios

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/test/apiserver"
	"k8s.io/client-go/rest"
)

// world is the cluster that all scenarios of a test share, one after another.
type world struct {
	cluster *apiserver.Cluster
	reader  *rest.Config // with exactly the rules that the sources declare
	base    scenario
	answers *dnsServer
	applied []byte // what the last scenario laid over the base
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{cluster: shared.Cluster(t), answers: newDNSServer(t)}

	user, err := w.cluster.As(t.Context(), rules(nil))
	if err != nil {
		t.Fatal(err)
	}
	w.reader = user.Config
	crds, err := apiserver.GatewayCRDs()
	if err != nil {
		t.Fatal(err)
	}
	w.apply(t, crds)
	w.apply(t, apiserver.CiliumCRDs)
	data, err := os.ReadFile("testdata/base/base.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if w.base, err = parse(data); err != nil {
		t.Fatal(err)
	}
	return w
}

// set takes away the last scenario and lays a new one over the base.
func (w *world) set(t testing.TB, s scenario) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := w.cluster.DeleteNamespaces(ctx, w.namespaces(t, false)...); err != nil {
		t.Fatal(err)
	}
	if err := w.cluster.Delete(ctx, w.applied); err != nil {
		t.Fatal(err)
	}
	free := addresses{}
	w.lay(t, w.base, free)
	w.applied = w.lay(t, s, free)
	for _, name := range s.without {
		kind, object, _ := strings.Cut(name, " ")
		namespace, name, namespaced := strings.Cut(object, "/")
		args := []string{"delete", kind, object, "--force", "--grace-period=0"}
		if namespaced {
			args = []string{"-n", namespace, "delete", kind, name, "--force", "--grace-period=0"}
		}
		if _, err := w.cluster.Kubectl(ctx, args...); err != nil {
			t.Fatal(err)
		}
	}
	w.settle(t)
	w.answers.set(t, s.dns)
}

func (w *world) lay(t testing.TB, s scenario, free addresses) []byte {
	t.Helper()
	objects, err := apps(s.apps, free)
	if err != nil {
		t.Fatal(err)
	}
	text, err := written(objects)
	if err != nil {
		t.Fatal(err)
	}
	text = slices.Concat(text, []byte("\n---\n"), s.objects)
	w.apply(t, text)
	return text
}

func (w *world) apply(t testing.TB, text []byte) {
	t.Helper()
	if err := w.cluster.Apply(t.Context(), text); err != nil {
		t.Fatal(err)
	}
}

// settle waits until the endpointslice controller has caught up everywhere.
func (w *world) settle(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for _, name := range w.namespaces(t, true) {
		if err := w.cluster.WaitEndpoints(ctx, name); err != nil {
			t.Fatal(err)
		}
	}
}

// namespaces are those that exist, with or without the cluster's own.
func (w *world) namespaces(t testing.TB, own bool) (names []string) {
	t.Helper()
	text, err := w.cluster.Kubectl(t.Context(), "get", "namespaces", "-o", "name")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(text) {
		if name = strings.TrimPrefix(name, "namespace/"); own || name != "default" && !strings.HasPrefix(name, "kube-") {
			names = append(names, name)
		}
	}
	return names
}

func (w *world) ask(t testing.TB, s scenario) (*bundle.Bundle, *report.Report) {
	t.Helper()
	return investigate(t, w.reader, s.ask, s.namespace, w.answers)
}

// rehearse lets the API server try every kubectl command of a remedy: those
// that change something as a dry run, those that read as printed.
func (w *world) rehearse(t *testing.T, r *report.Report) {
	t.Helper()
	for _, c := range slices.Concat(r.Roots, r.AlsoSeen) {
		for _, remedy := range c.Remedies {
			for _, line := range remedy.Fix {
				if strings.HasPrefix(line, "kubectl ") && !strings.Contains(line, " rollout restart ") { // which knows no dry run
					w.try(t, line+" --dry-run=server")
				}
			}
			for _, line := range remedy.Verify {
				if strings.HasPrefix(line, "kubectl ") && (strings.Contains(line, " get ") || strings.Contains(line, " describe ")) {
					w.try(t, line)
				}
			}
		}
	}
}

// try runs a command; that what it names does not exist (yet) is no failure.
func (w *world) try(t *testing.T, line string) {
	t.Helper()
	if out, err := w.cluster.Shell(t.Context(), line); err != nil && !strings.Contains(out+err.Error(), "not found") {
		t.Errorf("%s\ndoes not run as printed: %v\n%s", line, err, out)
	}
}

// mend runs the fix commands as printed, and asks again.
func (w *world) mend(t *testing.T, s scenario, r *report.Report) {
	t.Helper()
	ran := 0
	for _, c := range r.Roots {
		for _, remedy := range c.Remedies {
			for _, line := range slices.Concat(remedy.Fix, remedy.Verify) {
				if out, err := w.cluster.Shell(t.Context(), line); err != nil {
					t.Errorf("%s\ndoes not run as printed: %v\n%s", line, err, out)
				}
				ran++
			}
		}
	}
	if ran == 0 {
		t.Error("nothing is printed that would mend it")
	}
	w.settle(t)
	if _, after := w.ask(t, s); string(after.Status) != s.mended {
		t.Errorf("after the fix the status is %s, want %s:\n%s", after.Status, s.mended, rendered(t, "text", after))
	}
}
