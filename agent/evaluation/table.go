package evaluation

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/netwhy/netwhy/checks"
)

// WriteTable writes a result for people.
func (r *Result) WriteTable(to io.Writer) error {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SCENARIO\tWITHOUT\tWITH\tALARMS\tKEPT\tGUESSES\tDROPPED\tCALLS\tTOKENS IN\tCACHED\tOUT\tP50\tP95")
	row := func(name, without, with string, t Total) {
		if r.With == nil {
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t-\t-\t-\t-\t-\t-\t-\t%.2f s\t%.2f s\n", name, without, with, t.FalseAlarms, t.P50, t.P95)
			return
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%.2f s\t%.2f s\n", name, without, with, t.FalseAlarms,
			t.Kept, t.Hypotheses, t.Dropped, t.Calls, t.InputTokens, t.CachedTokens, t.OutputTokens, t.P50, t.P95)
	}
	for _, m := range r.Scenarios {
		without := map[bool]string{true: "pass", false: "FAIL"}[m.Without.Pass]
		shown, with := total([]Measured{m}, func(m Measured) []Attempt { return []Attempt{m.Without} }), "-"
		if r.With != nil {
			shown = total([]Measured{m}, func(m Measured) []Attempt { return m.Runs })
			with = fmt.Sprintf("%d/%d", shown.Passed, shown.Runs)
		}
		row(checks.Clean(m.Name, 40), without, with, shown)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	r.sums(&b)
	for _, m := range r.Scenarios {
		for i, a := range append([]Attempt{m.Without}, m.Runs...) {
			which := "without a model"
			if i > 0 {
				which = fmt.Sprintf("run %d", i)
			}
			for _, f := range a.Failed {
				fmt.Fprintf(&b, "%s, %s: %s\n", checks.Clean(m.Name, 40), which, f)
			}
		}
	}
	_, err := io.WriteString(to, b.String())
	return err
}

func (r *Result) sums(b *strings.Builder) {
	fmt.Fprintf(b, "\nwithout a model: pass@1 %.2f over %s, false alarms %d\n", r.Without.First, checks.Count(len(r.Scenarios), "scenario"), r.Without.FalseAlarms)
	t := r.With
	if t == nil {
		fmt.Fprintln(b, "no model is configured: nothing was measured of one")
		return
	}
	fmt.Fprintf(b, "%s: pass@1 %.2f, pass^%d %.2f, false alarms %d\n", checks.Clean(r.Model, 80), t.First, r.Runs, t.Always, t.FalseAlarms)
	fmt.Fprintf(b, "  without an answer: %d of %s; without an explanation: %d\n", t.Unanswered, checks.Count(t.Runs, "run"), t.Unexplained)
	fmt.Fprintf(b, "  sentences: %d kept, %d marked as guesses, %d left out\n", t.Kept, t.Hypotheses, t.Dropped)
	fmt.Fprintf(b, "  calls: %d, of which %d failed; tokens: %d in (%d cached), %d out; seconds a run: p50 %.2f, p95 %.2f\n",
		t.Calls, t.Failed, t.InputTokens, t.CachedTokens, t.OutputTokens, t.P50, t.P95)
	if t.Unmetered > 0 {
		fmt.Fprintf(b, "  of %s, the endpoint did not tell the tokens\n", checks.Count(t.Unmetered, "call"))
	}
	if t.Cost != nil {
		fmt.Fprintf(b, "  cost: %.4f %s\n", *t.Cost, t.Currency)
	}
}
