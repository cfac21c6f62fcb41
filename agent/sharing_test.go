package agent

import (
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
)

func TestWhoAsksAgainGetsNothingFromBefore(t *testing.T) {
	s, at := &Sharing{For: 5 * time.Second}, time.Unix(1_700_000_000, 0)
	for _, c := range []struct {
		caller string
		after  time.Duration
		takes  time.Duration
	}{
		{"ann", 0, 5 * time.Second},
		{"bob", time.Second, 5 * time.Second},
		{"ann", 2 * time.Second, 0},
		{"ann", again, 0}, // after the last time, not the first
		{"ann", 3 * again, 5 * time.Second},
	} {
		now := at.Add(c.after)
		if got := now.Sub(s.since(c.caller, now)); got != c.takes {
			t.Errorf("%s after %s takes what is %s old, want %s", c.caller, c.after, got, c.takes)
		}
	}
	if len(s.asked) != 1 {
		t.Errorf("%d callers are remembered, want the one who asked lately", len(s.asked))
	}
	if got := (*Sharing)(nil).since("ann", at); !got.Equal(at) {
		t.Errorf("without sharing, what is read since %s is taken", got)
	}
}

func TestReportSaysWhatWasReadBeforeItsQuestion(t *testing.T) {
	asked := time.Unix(1_700_000_000, 0).UTC()
	record := func(name string, at time.Time) evidence.Record {
		r, err := evidence.Seal(evidence.Record{Kind: evidence.Pods.Name, Subject: evidence.Of(evidence.Namespace, "", name), Time: at}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	records := []evidence.Record{record("a", asked.Add(-3*time.Second)), record("b", asked.Add(-time.Second)), record("c", asked.Add(time.Second))}
	b := bundle.New(bundle.Manifest{Asked: asked, Catalogue: catalog.Digest()}, plan.Plan{}, records, nil)
	if notes := strings.Join(Judge(b).Notes, "\n"); !strings.Contains(notes, "up to 3.0 s before this one: 2 readings") {
		t.Errorf("the report notes %q", notes)
	}
	b.Manifest.Asked = time.Time{}
	if notes := Judge(b).Notes; len(notes) > 0 {
		t.Errorf("nothing was shared, and the report notes %q", notes)
	}
}
