package evaluation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
)

const mostReason = 300 // characters of why something failed

// Attempt is one run of a scenario.
type Attempt struct {
	Pass   bool     `json:"pass"`
	Failed []string `json:"failed,omitempty"` // why it did not pass
	Status string   `json:"status"`
	Causes []string `json:"causes,omitempty"`
	// FalseAlarm is a fault where there is none, or a cause that is not one.
	FalseAlarm bool    `json:"falseAlarm,omitempty"`
	Seconds    float64 `json:"seconds"`
	// Explanation is of the model, nil where none was asked.
	Explanation *Explanation `json:"explanation,omitempty"`
}

// Explanation is what came of the model in one run.
type Explanation struct {
	Answered   bool         `json:"answered"` // at least once
	Says       []string     `json:"says,omitempty"`
	Kept       int          `json:"kept"`          // sentences that are no guess
	Hypotheses int          `json:"hypotheses"`    // sentences marked as guesses
	Dropped    int          `json:"dropped"`       // sentences that the report does not bear out
	Refused    int          `json:"refused"`       // calls that named what may not be asked
	CitesRoots bool         `json:"citesRoots"`    // all root causes are cited
	Why        string       `json:"why,omitempty"` // there is no explanation
	Bill       *report.Bill `json:"bill,omitempty"`
}

func (a *Attempt) fail(format string, args ...any) {
	a.Failed = append(a.Failed, checks.Clean(fmt.Sprintf(format, args...), mostReason))
}

// judge holds a report against the truth; r is nil for a question declined.
func (a *Attempt) judge(s Scenario, r *report.Report) {
	if a.Status != s.Status {
		a.fail("the status is %s, not %s", a.Status, s.Status)
		a.FalseAlarm = a.Status == string(report.Faulty)
	}
	if want := sorted(s.Causes); !slices.Equal(a.Causes, want) {
		a.fail("the root causes are %q, not %q", a.Causes, want)
	}
	for _, c := range a.Causes {
		a.FalseAlarm = a.FalseAlarm || !slices.Contains(s.Causes, c)
	}
	if r == nil || s.Also == nil {
		return
	}
	if got, want := causes(r.AlsoSeen), sorted(s.Also); !slices.Equal(got, want) {
		a.fail("also seen are %q, not %q", got, want)
	}
}

// explained holds what came of the model.
func (a *Attempt) explained(s Scenario, r, plain *report.Report) {
	if r == nil { // a question declined is not explained
		return
	}
	e := &Explanation{}
	a.Explanation = e
	n := r.Narrative
	if n == nil {
		e.Why = "it was not asked"
		a.fail("the model was not asked")
		return
	}
	e.Answered = n.Bill.Calls > n.Bill.Failed
	e.Dropped, e.Refused, e.Why, e.Bill = n.Dropped, n.Refused, n.Failed, &n.Bill
	if !n.Read && plain != nil && !same(r, plain) {
		a.fail("the report without the explanation is not that without a model")
	}
	e.CitesRoots = len(r.Roots) > 0
	for _, c := range r.Roots {
		e.CitesRoots = e.CitesRoots && n.Cites(c.ID)
	}
	for _, said := range n.Sentences {
		e.Says = append(e.Says, said.Text)
		if said.Hypothesis {
			e.Hypotheses++
		} else {
			e.Kept++
		}
		if what := unsupported(r, said); what != "" {
			a.fail("the sentence %q %s", said.Text, what)
		}
	}
	switch {
	case len(n.Sentences) == 0:
		a.fail("there is no explanation: %s", n.Failed)
	case len(r.Roots) > 0 && !e.CitesRoots:
		a.fail("no sentence cites the root cause")
	}
	text := strings.Join(e.Says, " ")
	for _, w := range s.Says {
		if len(e.Says) > 0 && !strings.Contains(text, w) {
			a.fail("the explanation does not say %q", w)
		}
	}
	for _, w := range s.Never {
		if strings.Contains(text, w) {
			a.fail("the explanation says %q", w)
		}
	}
}

// same reports whether two reports are equal but for what came of a model.
func same(a, b *report.Report) bool {
	core := func(r *report.Report) []byte {
		text, err := json.Marshal(r.Plain())
		if err != nil {
			return nil
		}
		return text
	}
	x := core(a)
	return x != nil && bytes.Equal(x, core(b))
}
