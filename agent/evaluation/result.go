package evaluation

import (
	"math"
	"slices"

	"github.com/netwhy/netwhy/checks"
)

// Schema names the form of the result.
const Schema = "https://netwhy.io/schema/eval-v1.json"

// Result is a whole evaluation.
type Result struct {
	Schema    string     `json:"schema"`
	Program   string     `json:"program"`
	Catalogue string     `json:"catalogue"`         // digest of the checks
	Prompts   string     `json:"prompts,omitempty"` // digest of what the model was asked with
	Model     string     `json:"model,omitempty"`   // empty if none was asked
	Runs      int        `json:"runs"`              // of each scenario with the model
	Scenarios []Measured `json:"scenarios"`
	Without   Total      `json:"without"`
	With      *Total     `json:"with,omitempty"`
}

// Measured is a scenario with its runs.
type Measured struct {
	Name     string    `json:"name"`
	Question string    `json:"question"`
	Status   string    `json:"status"`           // that is true
	Causes   []string  `json:"causes,omitempty"` // that are true
	Without  Attempt   `json:"without"`
	Runs     []Attempt `json:"runs,omitempty"`
}

// Total is what many runs come to.
type Total struct {
	Runs        int     `json:"runs"`
	Passed      int     `json:"passed"`
	First       float64 `json:"passAt1"`  // chance of one run to pass
	Always      float64 `json:"passHatN"` // share of the scenarios of which all runs passed
	FalseAlarms int     `json:"falseAlarms"`
	P50         float64 `json:"p50Seconds"`
	P95         float64 `json:"p95Seconds"`

	// Of runs with a model.
	Unanswered   int      `json:"unanswered"`  // runs in which the endpoint gave no answer at all
	Unexplained  int      `json:"unexplained"` // runs without a sentence that the report bears out, those included
	Kept         int      `json:"kept"`
	Hypotheses   int      `json:"hypotheses"`
	Dropped      int      `json:"dropped"`
	Refused      int      `json:"refused"`
	Calls        int      `json:"calls"`
	Failed       int      `json:"failedCalls"`
	Unmetered    int      `json:"unmetered"` // calls whose tokens the endpoint did not tell
	InputTokens  int      `json:"inputTokens"`
	CachedTokens int      `json:"cachedTokens"`
	OutputTokens int      `json:"outputTokens"`
	Cost         *float64 `json:"cost,omitempty"` // nil where it is not known
	Currency     string   `json:"currency,omitempty"`

	asked int
}

// Silent says that a model was asked and never answered, and why; it is empty
// otherwise.
func (r *Result) Silent() string {
	if r.With == nil || r.With.asked == 0 || r.With.Unanswered < r.With.asked {
		return ""
	}
	why := "the model returned nothing in any of " + checks.Count(r.With.asked, "run")
	for _, m := range r.Scenarios {
		for _, a := range m.Runs {
			if a.Explanation != nil && a.Explanation.Why != "" {
				return why + ": " + a.Explanation.Why
			}
		}
	}
	return why
}

// ExitCode is 0 if every run passed, 1 if one did not, and 2 if the reason may be
// only that a run had no answer.
func (r *Result) ExitCode() int {
	code := 0
	for _, m := range r.Scenarios {
		for _, a := range append([]Attempt{m.Without}, m.Runs...) {
			switch {
			case a.Pass:
			case a.Explanation != nil && !a.Explanation.Answered && code != 1:
				code = 2
			case a.Explanation == nil || a.Explanation.Answered:
				code = 1
			}
		}
	}
	return code
}

func (r *Result) total() {
	r.Without = total(r.Scenarios, func(m Measured) []Attempt { return []Attempt{m.Without} })
	if r.Runs > 0 {
		with := total(r.Scenarios, func(m Measured) []Attempt { return m.Runs })
		r.With = &with
	}
}

func total(scenarios []Measured, runs func(Measured) []Attempt) (t Total) {
	always, cost, priced := 0, 0.0, true
	var seconds []float64
	for _, m := range scenarios {
		all := true
		for _, a := range runs(m) {
			t.Runs++
			seconds = append(seconds, a.Seconds)
			if a.Pass {
				t.Passed++
			}
			if a.FalseAlarm {
				t.FalseAlarms++
			}
			all = all && a.Pass
			t.add(a.Explanation)
			if e := a.Explanation; e != nil && e.Bill != nil && e.Bill.Cost != nil {
				cost, t.Currency = cost+*e.Bill.Cost, e.Bill.Currency
			} else {
				priced = false
			}
		}
		if all {
			always++
		}
	}
	if t.Runs > 0 {
		t.First, t.Always = float64(t.Passed)/float64(t.Runs), float64(always)/float64(len(scenarios))
	}
	if priced && t.Runs > 0 {
		t.Cost = &cost
	}
	t.P50, t.P95 = percentile(seconds, 50), percentile(seconds, 95)
	return t
}

func (t *Total) add(e *Explanation) {
	if e == nil {
		return
	}
	t.asked++
	if !e.Answered {
		t.Unanswered++
	}
	if len(e.Says) == 0 {
		t.Unexplained++
	}
	t.Kept, t.Hypotheses = t.Kept+e.Kept, t.Hypotheses+e.Hypotheses
	t.Dropped, t.Refused = t.Dropped+e.Dropped, t.Refused+e.Refused
	if b := e.Bill; b != nil {
		t.Calls, t.Failed, t.Unmetered = t.Calls+b.Calls, t.Failed+b.Failed, t.Unmetered+b.Unmetered
		t.InputTokens, t.CachedTokens, t.OutputTokens = t.InputTokens+b.Input, t.CachedTokens+b.Cached, t.OutputTokens+b.Output
	}
}

// percentile is the smallest value that so many of a hundred do not exceed.
func percentile(values []float64, p int) float64 {
	if len(values) == 0 {
		return 0
	}
	values = slices.Sorted(slices.Values(values))
	return values[max(int(math.Ceil(float64(p)/100*float64(len(values))))-1, 0)]
}
