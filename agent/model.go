package agent

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/exploration"
	"github.com/netwhy/netwhy/agent/llm/fact"
	"github.com/netwhy/netwhy/agent/llm/fence"
	"github.com/netwhy/netwhy/agent/llm/narrative"
	"github.com/netwhy/netwhy/agent/llm/reading"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/telemetry"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/prompts"
)

// Model is one that reads what the keyword table cannot, looks further than the
// plan, and explains. Status, causes and remedies of a report are the same
// without it.
type Model struct {
	Name     string
	Provider llm.Provider
	Price    *llm.Price
	Budget   exploration.Budget
	Hide     bool // names and addresses of the cluster from the model
}

// assistant is a model at work on one investigation.
type assistant struct {
	*Model
	account *llm.Account
	hasRead bool
	when    string // words of the question that say a time
	failure string // why it could not read the question
}

// assist is nil where there is no model.
func assist(m *Model) *assistant {
	if m == nil {
		return nil
	}
	return &assistant{Model: m, account: &llm.Account{Provider: m.Provider, Price: m.Price}}
}

// read lets the model read a question that the table could not. Whatever fails,
// the table's reading stays.
func (a *assistant) read(ctx context.Context, question string, table plan.Reading) plan.Reading {
	if a == nil {
		return table
	}
	wanted, err := reading.Wanted(question, table)
	if err != nil || !wanted {
		return table
	}
	if a.Hide {
		a.failure = "The question was read without the model, which would have seen its names."
		return table
	}
	bounded, cancel := context.WithTimeout(ctx, a.Budget.Time)
	defer cancel()
	q, err := reading.Ask(bounded, a.account, fence.NewScreen(), question)
	if err != nil {
		a.failure = "The question was read without the model: " + Why(err)
		return table
	}
	if q.Declined != "" && table.Declined == "" {
		return table // what the table takes for a question about the network stays one
	}
	a.hasRead, a.when = true, q.When
	return q.Reading
}

// explain lets the model look further and explain. The bundle gets what was
// read; the report, all that came of it.
func (a *assistant) explain(ctx context.Context, b *bundle.Bundle, r *report.Report, f *frontier) *report.Report {
	if a == nil || ctx.Err() != nil {
		return r
	}
	ctx, step := telemetry.Begin(ctx, telemetry.Explain)
	defer step.End()
	bounded, cancel := context.WithTimeout(ctx, a.Budget.Time)
	defer cancel()
	screen := fence.NewScreen()
	names := f.names()
	if a.Hide {
		screen.Hide(names...)
	}
	sheet := factsOf(r)
	explored, err := exploration.Run(bounded, a.account, screen, sheet, r.Question, f, a.Budget)
	n := &report.Narrative{
		Read: a.hasRead, When: a.when,
		Model: a.Name, Prompts: prompts.Digest(), Ended: explored.Ended, Refused: explored.Refused, Asked: asked(explored.Steps),
	}
	if f.used() {
		b.Beside(f.unplanned())
		r = judge(ctx, b, afresh(b))
	}
	if llm.Is(err, llm.Invalid, llm.Malformed, llm.Declined, llm.CutOff, llm.TooLong) && len(explored.Talk) >= 2 {
		// A model that cannot look further may still explain what it was told first.
		explored.Talk, explored.Tools, err = explored.Talk[:2], nil, nil
	}
	var told narrative.Told
	if err == nil {
		told, err = a.tell(bounded, screen, sheet, names, explored)
	}
	n.Dropped = len(told.Dropped)
	if told.Unclear {
		n.Asks = which(b.Plan.Target.Named)
	}
	for _, s := range told.Sentences {
		n.Sentences = append(n.Sentences, Sentence(sheet, s))
	}
	switch {
	case err != nil:
		n.Failed = "The model explained nothing: " + Why(err)
	case len(n.Sentences) == 0:
		n.Failed = "Nothing that the model wrote is borne out by the report."
	}
	if a.failure != "" {
		n.Failed = strings.TrimSpace(a.failure + " " + n.Failed)
	}
	n.Bill = report.Bill(a.account.Bill())
	r.Narrative = n
	return r
}

func (a *assistant) tell(ctx context.Context, screen *fence.Screen, sheet *fact.Sheet, names []string, explored *exploration.Explored) (narrative.Told, error) {
	judge, err := narrative.NewJudge(sheet, names)
	if err != nil {
		return narrative.Told{}, err
	}
	return narrative.Tell(ctx, a.account, screen, judge, explored.Talk, explored.Tools)
}

// Sentence is one of a model with what its facts rest on in the place of their IDs.
func Sentence(sheet *fact.Sheet, s narrative.Sentence) report.Sentence {
	made := report.Sentence{Text: s.Text, Hypothesis: s.Hypothesis}
	for _, id := range s.Cites {
		f, _ := sheet.Find(id)
		if !slices.Contains(made.Cites, f.Source) {
			made.Cites = append(made.Cites, f.Source)
		}
		for _, digest := range f.Cites {
			if !slices.Contains(made.Evidence, digest) {
				made.Evidence = append(made.Evidence, digest)
			}
		}
	}
	return made
}

// which asks the one question back, in code's own words, where things of the same
// kind and name were found in several namespaces; it is empty where none were.
func which(named []evidence.Subject) string {
	for _, s := range named {
		var same []string
		for _, o := range named {
			if o.Scope == s.Scope && o.Kind == s.Kind && o.Name == s.Name {
				same = append(same, o.String())
			}
		}
		if len(same) > 1 {
			return "Which is meant: " + checks.Names(same) + "? Ask again with its namespace."
		}
	}
	return ""
}

// asked says what the model had looked at.
func asked(steps []exploration.Step) (list []string) {
	for _, s := range steps {
		say := fmt.Sprintf("read %s of %s", s.Kind, s.Subject)
		if s.Check != "" {
			say = fmt.Sprintf("%s of %s", s.Check, s.Subject)
		}
		if len(s.Because) > 0 {
			say += ", because of " + strings.Join(s.Because, ", ")
		}
		list = append(list, say)
	}
	return list
}

// Why says in a sentence why a model is of no help, and what to do.
func Why(err error) string {
	say := err.Error()
	var failure *llm.Error
	if errors.As(err, &failure) && failure.Advice() != "" {
		if llm.Is(err, llm.Malformed, llm.Declined, llm.Filtered, llm.CutOff) {
			say = "its answer is of no use (" + string(failure.Kind) + ")" // the rest may be the model's own words
		}
		say += "; " + failure.Advice()
	}
	return checks.Clean(say, 500) + "."
}
