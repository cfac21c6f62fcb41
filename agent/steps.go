package agent

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Step is one that an investigation told of.
type Step struct {
	Says     string
	Done, Of int
}

// readAs says what a question was taken to mean.
func readAs(r plan.Reading) string {
	var symptoms []string
	for _, s := range r.Symptoms {
		symptoms = append(symptoms, string(s))
	}
	says := "read as " + strings.Join(symptoms, ", ")
	for _, end := range []struct {
		word  string
		names []plan.Mention
	}{{" from ", r.From}, {" to ", r.To}} {
		var names []string
		for _, m := range end.names {
			if m.Name != "" {
				names = append(names, m.Name)
			}
		}
		if len(names) > 0 {
			says += end.word + checks.Names(names)
		}
	}
	return checks.Clean(says, 300)
}

// planned says what is asked in a round.
func planned(items []plan.Item) string {
	of := map[evidence.Subject]bool{}
	for _, i := range items {
		of[i.Subject] = true
	}
	return fmt.Sprintf("planned %s of %s", checks.Count(len(items), "check"), checks.Count(len(of), "subject"))
}

// mostFailing bounds the failures that are told of a round.
const mostFailing = 5

// soFar says what a round's checks found, before the next has been read. It is
// no status: what else was planned may explain a failure, or be missing.
func soFar(findings []checks.Finding) []string {
	var failing []string
	of := map[checks.Verdict]int{}
	for _, f := range findings {
		of[f.Verdict] += f.Count()
		if f.Verdict == checks.Fail && f.Weight == checks.Fault {
			failing = append(failing, checks.Clean("so far, failing: "+f.Subject.String()+": "+f.Says, 600))
		}
	}
	says := fmt.Sprintf("so far: %s passed, %d failed, %d could not be seen", checks.Count(of[checks.Pass], "check"), of[checks.Fail], of[checks.Unknown])
	if more := len(failing) - mostFailing; more > 0 {
		says += fmt.Sprintf("; the first %d of those that fail follow", mostFailing)
		failing = failing[:mostFailing]
	}
	return append([]string{says}, failing...)
}

// Steps are those that the investigation of a bundle told of, as far as the
// bundle says.
func Steps(b *bundle.Bundle) []Step {
	steps := []Step{{Says: "finding what the question names"}, {Says: readAs(b.Plan.Reading)}}
	read := map[evidence.Want]bool{}
	snapshot := b.Snapshot()
	for round := 0; ; round++ {
		var items []plan.Item
		for _, i := range b.Plan.Items {
			if i.Round == round {
				items = append(items, i)
			}
		}
		if len(items) == 0 {
			return append(steps, Step{Says: "judging"})
		}
		steps = append(steps, Step{Says: planned(items)})
		cases, _ := b.Plan.Target.Cases(items, catalog.All())
		for _, w := range b.Plan.Target.Wants(cases) {
			read[w] = true
		}
		steps = append(steps, Step{fmt.Sprintf("gathering, round %d", round+1), len(read), len(read)})
		if round < plan.MostRounds {
			for _, says := range soFar(checks.Evaluate(snapshot, cases)) {
				steps = append(steps, Step{Says: says})
			}
		}
	}
}
