package install

import (
	"net/http"
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
		{"answers what the documents say", w.reads},
		{"answers in the page, and keeps it", w.converses},
		{"may change nothing", w.readsOnly},
		{"is refused with its own token", w.isRefused},
		{"is confined", w.confined},
		{"keeps all over kill -9", w.survivesKill},
		{"keeps all over a restart of the API server", w.survivesAPIServer},
		{"keeps all over a restart of the relay", w.survivesRelay},
		{"keeps all over upgrade and rollback", w.upgrades},
		{"keeps all over rotated certificates", w.rotates},
		{"asked only to read", w.askedOnly},
		{"leaves nothing but its disk", w.uninstalls},
		{"keeps all over a restart of PostgreSQL", w.survivesPostgres},
		{"keeps all over the loss of a node", w.survivesNode},
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
	r := w.ask(t)
	if r.Status != report.Faulty || len(r.Roots) == 0 || !strings.Contains(r.Roots[0].Culprit.String(), "payments/api") {
		t.Errorf("it says %s: %s", r.Status, r.Summary)
	}
	seen(t, r)
	w.must(t, "-n", "payments", "patch", "service", "api", "--type=merge", "-p", `{"spec":{"selector":{"app":"api"}}}`)
}

func (w *world) converses(t *testing.T) {
	w.browser = w.signIn(t)
	w.kept = w.browser.begin(t, "DNS is broken")
	if state, r := w.browser.ended(t, w.kept); state != "done" || r == nil || len(r.Findings) == 0 {
		t.Errorf("the answer is %q", state)
	}
	// Nobody else is in: the tunnel alone opens nothing.
	stranger := &browser{world: w}
	stranger.expect(t, http.StatusUnauthorized, "GET", "/api/conversations", nil)
}
