package install

import (
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/report"
)

// One installation goes through its life; each part of it is on what the parts
// before have left.
func TestAnInstallation(t *testing.T) {
	w := newWorld(t)
	w.relayCertificate(t)
	for _, part := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"installs with no value set, and answers", w.installs},
		{"answers a question with its own eyes", w.answers},
	} {
		if !t.Run(part.name, part.run) {
			t.FailNow()
		}
	}
}

func (w *world) installs(t *testing.T) {
	began := time.Now()
	t.Log(w.Helm(t, "install", "netwhy", w.chart(before), "--wait", "--timeout=2m"))
	ready := time.Since(began)
	out := w.Helm(t, "test", "netwhy", "--logs", "--timeout=1m")
	t.Logf("ready after %.1f s, the first question answered after %.1f s", ready.Seconds(), time.Since(began).Seconds())
	if !strings.Contains(out, "Phase:          Succeeded") && !strings.Contains(out, "Succeeded") {
		t.Errorf("helm test says %s", out)
	}
	t.Log(out)
}

func (w *world) answers(t *testing.T) {
	w.account(t)
	w.must(t, "-n", "payments", "patch", "service", "api", "--type=merge", "-p", `{"spec":{"selector":{"app":"nobody"}}}`)
	r := w.ask(t, "pods in shop cannot reach service api in payments, packets are lost")
	if r.Status != report.Faulty || len(r.Roots) == 0 || !strings.Contains(r.Roots[0].Culprit.String(), "payments/api") {
		t.Errorf("it says %s: %s", r.Status, r.Summary)
	}
	seen(t, r)
	w.must(t, "-n", "payments", "patch", "service", "api", "--type=merge", "-p", `{"spec":{"selector":{"app":"api"}}}`)
}
