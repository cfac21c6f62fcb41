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

// Steps are those that the investigation of a bundle told of, as far as the
// bundle says.
func Steps(b *bundle.Bundle) []Step {
	steps := []Step{{Says: "finding what the question names"}, {Says: readAs(b.Plan.Reading)}}
	read := map[evidence.Want]bool{}
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
		cases, _ := plan.Cases(items, catalog.All())
		for _, w := range plan.Wants(cases) {
			read[w] = true
		}
		steps = append(steps, Step{fmt.Sprintf("gathering, round %d", round+1), len(read), len(read)})
	}
}
