package scenarios

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source/cilium"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/source/node"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/test/apiserver"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/client-go/rest"
)

var shared apiserver.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// runs is how often each question is asked of an unchanged cluster.
const runs = 5

func TestScenarios(t *testing.T) {
	w := newWorld(t)
	files, err := fs.Glob(os.DirFS("testdata"), "*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("cannot find scenarios: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(file, ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", file))
			if err != nil {
				t.Fatal(err)
			}
			s, err := parse(data)
			if err != nil {
				t.Fatalf("cannot read %s: %v", file, err)
			}
			w.set(t, s)
			b, r := w.ask(t, s)
			hold(t, s, r)
			same(t, w, s, b, r)
			modelled(t, w, s, b, r)
			w.rehearse(t, r)
			if s.mended != "" {
				w.mend(t, s, r)
			}
		})
	}
}

// hold compares a report with the truth.
func hold(t *testing.T, s scenario, r *report.Report) {
	t.Helper()
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf(format, args...)
	}
	if string(r.Status) != s.status {
		fail("status is %s, want %s", r.Status, s.status)
	}
	if got := names(r.Roots); !slices.Equal(got, sorted(s.roots)) {
		fail("root causes are %q, want %q", got, s.roots)
	}
	if got := names(r.AlsoSeen); !slices.Equal(got, sorted(s.also)) {
		fail("also seen are %q, want %q", got, s.also)
	}
	text := rendered(t, "text", r)
	for _, says := range s.says {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), says) {
			fail("the report does not say %q", says)
		}
	}
	for _, never := range s.never {
		for _, c := range slices.Concat(r.Roots, r.AlsoSeen) {
			if strings.Contains(c.ID+" "+c.Says+" "+c.Culprit.String(), never) {
				fail("the report accuses %s: %s", c.ID, c.Culprit)
			}
		}
	}
	for _, format := range report.Formats() {
		if rendered(t, format, r) == "" {
			fail("the report as %s is empty", format)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// same asks again, and replays: the digest must not move.
func same(t *testing.T, w *world, s scenario, b *bundle.Bundle, r *report.Report) {
	t.Helper()
	for range runs - 1 {
		again, second := w.ask(t, s)
		if second.Digest != r.Digest {
			t.Errorf("asked again, the digest is %+v, not %+v: %s", second.Digest, r.Digest, difference(b, again))
		}
	}
	var file bytes.Buffer
	if err := b.Write(&file); err != nil {
		t.Fatal(err)
	}
	back, err := bundle.Read(file.Bytes(), catalog.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := rendered(t, "json", agent.Judge(back)), rendered(t, "json", r); got != want {
		t.Error("the replayed report differs from the live one")
	}
}

// difference names the first records that differ between two bundles.
func difference(a, b *bundle.Bundle) string {
	was := map[string]string{}
	for _, r := range a.Records {
		was[r.Kind+" "+r.Subject.String()] = string(r.Payload)
	}
	var list []string
	for _, r := range b.Records {
		name := r.Kind + " " + r.Subject.String()
		if old, there := was[name]; !there || old != string(r.Payload) {
			list = append(list, name)
		}
	}
	gaps, err := json.Marshal([]any{a.Gaps, b.Gaps, a.Plan.Target, b.Plan.Target})
	if err != nil {
		return err.Error()
	}
	return strings.Join(list, ", ") + " " + string(gaps)
}

func names(list []report.Cause) (names []string) {
	for _, c := range list {
		names = append(names, c.ID+" "+c.Culprit.String())
	}
	return sorted(names)
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

func rendered(t *testing.T, format string, r *report.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, format, r, report.Options{Width: 120, Verbose: true}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// rules are the RBAC rules that the sources declare, as the chart will have
// them, without those that the filter drops.
func rules(drop func(tool.Access) bool) (list []rbacv1.PolicyRule) {
	for _, a := range kube.Access() {
		if drop == nil || !drop(a) {
			list = append(list, rbacv1.PolicyRule{APIGroups: []string{a.Group}, Resources: []string{a.Resource}, Verbs: []string{a.Verb}})
		}
	}
	return list
}

// investigate asks a question with the rights of a client configuration.
func investigate(t testing.TB, config *rest.Config, question, namespace string, answers *dnsServer) (*bundle.Bundle, *report.Report) {
	t.Helper()
	return investigateWith(t, config, question, namespace, answers, nil)
}

// investigateWith asks with the help of a model.
func investigateWith(t testing.TB, config *rest.Config, question, namespace string, answers *dnsServer, model *agent.Model) (*bundle.Bundle, *report.Report) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	source, err := kube.New(config)
	if err != nil {
		t.Fatal(err)
	}
	tools, err := source.Tools()
	if err != nil {
		t.Fatal(err)
	}
	lookup, err := answers.tools()
	if err != nil {
		t.Fatal(err)
	}
	counters, err := node.New(source, node.Service{}, "").Tools() // the API server alone has no probes
	if err != nil {
		t.Fatal(err)
	}
	agents, err := cilium.New(source).Tools() // nor agents of Cilium
	if err != nil {
		t.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil, slices.Concat(tools, lookup, counters, agents)...)
	if err != nil {
		t.Fatal(err)
	}
	b, r, err := agent.Investigate(ctx, agent.Request{
		Question: question, Namespace: namespace, Registry: registry,
		Caller: tool.Caller{Name: "test", Face: "cli", Rights: tool.Own}, Program: "0.1.0", Now: time.Now, Model: model,
	})
	if err != nil {
		t.Fatalf("cannot ask %q: %v", question, err)
	}
	return b, r
}
