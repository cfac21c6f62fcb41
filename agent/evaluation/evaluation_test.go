package evaluation

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

var update = flag.Bool("update", false, "write the published schema")

var shop = Scenario{Name: "shop", Status: "fault", Causes: []string{"service.selector-mismatch Service payments/api"}, Says: []string{"selector"}, Never: []string{"DNS"}}

// about is a report of a mismatch, explained by some sentences.
func about(n *report.Narrative) *report.Report {
	culprit := evidence.Subject{Scope: evidence.Service, Kind: "Service", Namespace: "payments", Name: "api"}
	return &report.Report{
		Status: report.Faulty, Roots: []report.Cause{{ID: "service.selector-mismatch", Culprit: culprit}},
		Findings:  []report.Finding{{Finding: checks.Finding{Check: "service.selector-matches", Subject: culprit, Verdict: checks.Fail}}},
		Evidence:  []report.Evidence{{Digest: "d1", Kind: "services", Subject: culprit}},
		Narrative: n,
	}
}

func telling(sentences ...report.Sentence) *report.Narrative {
	return &report.Narrative{Sentences: sentences, Bill: report.Bill{Calls: 2, Input: 100, Cached: 40, Output: 20}}
}

func said(cites ...string) report.Sentence {
	return report.Sentence{Text: "The selector matches nothing.", Cites: cites, Evidence: []string{"d1"}}
}

// measure runs a scenario once without a model, and once for each report.
func measure(t *testing.T, s Scenario, reports ...*report.Report) *Result {
	t.Helper()
	next, clock := 0, time.Unix(0, 0)
	r, err := Run(t.Context(), []Scenario{s}, Options{
		Model: &agent.Model{Name: "m"}, Runs: len(reports),
		Now: func() time.Time { clock = clock.Add(time.Second); return clock },
		Ask: func(_ context.Context, _ Scenario, m *agent.Model) (*report.Report, error) {
			if m == nil {
				return about(nil), nil
			}
			next++
			if reports[next-1] == nil {
				return nil, errors.New("no such file")
			}
			return reports[next-1], nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatARunFailsFor(t *testing.T) {
	whole := said("cause service.selector-mismatch")
	accuses := about(telling(whole))
	accuses.Roots = append(accuses.Roots, report.Cause{ID: "dns.down", Culprit: evidence.TheCluster})
	guess := whole
	guess.Hypothesis = true
	elsewhere := whole
	elsewhere.Evidence = []string{"d2"}
	dns := whole
	dns.Text += " So does DNS."
	silent := &report.Narrative{Failed: "The model explained nothing: no.", Bill: report.Bill{Calls: 1, Failed: 1}}
	for name, c := range map[string]struct {
		r    *report.Report
		want string // "" if it passes
	}{
		"all as expected":          {about(telling(whole)), ""},
		"a read gap is cited":      {about(&report.Narrative{Sentences: []report.Sentence{whole, said("nodes of Cluster")}, Asked: []string{"read nodes of Cluster, because of A2"}, Bill: report.Bill{Calls: 1}}), ""},
		"another status":           {&report.Report{Status: report.Healthy, Narrative: telling(said("the summary"))}, "the status is healthy, not fault"},
		"one cause too many":       {accuses, "the root causes are"},
		"the root is not cited":    {about(telling(said("service.selector-matches of Service payments/api"))), "no sentence cites the root cause"},
		"the root is only a guess": {about(telling(guess)), "no sentence cites the root cause"},
		"cites nothing":            {about(telling(whole, said())), "cites nothing"},
		"cites what is not there":  {about(telling(whole, said("cause dns.down"))), "which the report does not hold"},
		"evidence not there":       {about(telling(elsewhere)), "rests on evidence"},
		"a word is missing":        {about(telling(report.Sentence{Text: "So it is.", Cites: whole.Cites})), `does not say "selector"`},
		"a word is forbidden":      {about(telling(dns)), `says "DNS"`},
		"no explanation":           {about(&report.Narrative{Bill: report.Bill{Calls: 1}, Failed: "no use"}), "there is no explanation: no use"},
		"no answer":                {about(silent), "there is no explanation"},
		"not asked":                {about(nil), "the model was not asked"},
		"no report":                {nil, "no report: no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			r := measure(t, shop, c.r)
			run := r.Scenarios[0].Runs[0]
			if run.Pass != (c.want == "") || !strings.Contains(strings.Join(run.Failed, "\n"), c.want) {
				t.Errorf("pass %t: %q", run.Pass, run.Failed)
			}
			if !r.Scenarios[0].Without.Pass {
				t.Errorf("without a model: %q", r.Scenarios[0].Without.Failed)
			}
			if alarm := name == "one cause too many"; run.FalseAlarm != alarm {
				t.Errorf("a false alarm: %t", run.FalseAlarm)
			}
		})
	}
}

func TestTotals(t *testing.T) {
	good := about(telling(said("cause service.selector-mismatch")))
	silent := about(&report.Narrative{Failed: "The model explained nothing: it is gone.", Bill: report.Bill{Calls: 1, Failed: 1}})
	all := measure(t, shop, good, good)
	if w := all.With; w.First != 1 || w.Always != 1 || w.InputTokens != 200 || w.CachedTokens != 80 || w.Calls != 4 || w.P50 != 1 || all.ExitCode() != 0 || all.Silent() != "" {
		t.Errorf("got %+v", w)
	}
	some := measure(t, shop, good, silent, good, good)
	if w := some.With; w.First != 0.75 || w.Always != 0 || w.Unanswered != 1 || w.Unexplained != 1 || some.ExitCode() != 2 || some.Silent() != "" {
		t.Errorf("got %+v", w)
	}
	none := measure(t, shop, silent, silent)
	if says := none.Silent(); says != "the model returned nothing in any of 2 runs: The model explained nothing: it is gone." || none.With.Unanswered != 2 {
		t.Errorf("it says %q", says)
	}
	bad := measure(t, shop, silent, about(telling(said())))
	if bad.ExitCode() != 1 {
		t.Errorf("exit code %d", bad.ExitCode())
	}
}

func TestPercentiles(t *testing.T) {
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(100 - i)
	}
	for p, want := range map[int]float64{50: 50, 95: 95, 100: 100} {
		if got := percentile(hundred, p); got != want {
			t.Errorf("p%d is %v", p, got)
		}
	}
	if percentile([]float64{3}, 95) != 3 || percentile([]float64{1, 2}, 50) != 1 || percentile(nil, 50) != 0 {
		t.Error("few values")
	}
}

func TestScenariosAreReadStrictly(t *testing.T) {
	for text, want := range map[string]string{
		"bundle: a.zip\nstatus: healthy":                                    "",
		"question: q\nobjects: [o]\nstatus: fault\ncauses: [x Service a/b]": "",
		"question: q\nobjects: [o]\nstatus: fault":                          "causes: missing",
		"question: q\nstatus: healthy":                                      "nothing was recorded",
		"objects: [o]\nstatus: healthy":                                     "question: missing",
		"bundle: a.zip\nobjects: [o]\nstatus: healthy":                      "either a bundle",
		"bundle: a.zip\nquestion: q\nstatus: healthy":                       "those of the bundle",
		"bundle: a.zip\nstatus: fine":                                       `"fine" is none of`,
		"bundle: a.zip\nstatus: healthy\nstatsu: x":                         "statsu",
		"bundle: a.zip\nstatus: [":                                          "yaml",
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "s.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		list, err := Read(folder)
		switch {
		case want == "" && (err != nil || len(list) != 1 || list[0].Name != "s"):
			t.Errorf("%q: %+v, %v", text, list, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := Read(t.TempDir()); err == nil {
		t.Error("an empty folder is measured")
	}
}

func TestPublishedSchemaFitsResults(t *testing.T) {
	data, err := SchemaJSON()
	if err != nil {
		t.Fatal(err)
	}
	const path = "../../docs/schema/eval-v1.json"
	if *update {
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if published, err := os.ReadFile(path); err != nil || !bytes.Equal(published, data) {
		t.Errorf("%s is not up to date (run with -update): %v", path, err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	for name, p := range s.Properties {
		if p.Description == "" {
			t.Errorf("%s is not described", name)
		}
	}
	schema, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(measure(t, shop, about(telling(said())), nil))
	if err != nil {
		t.Fatal(err)
	}
	var value map[string]any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
	value["with"].(map[string]any)["passAt1"] = "most"
	if schema.Validate(value) == nil {
		t.Error("the schema lets a word through where a number should be")
	}
}
