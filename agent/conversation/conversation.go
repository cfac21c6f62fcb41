package conversation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/fact"
	"github.com/netwhy/netwhy/agent/llm/fence"
	"github.com/netwhy/netwhy/agent/plan"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/telemetry"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/prompts"
)

// Investigate answers a question from the cluster. The model is the
// conversation's, nil without one.
type Investigate func(ctx context.Context, question string, model *agent.Model) (*bundle.Bundle, *report.Report, error)

// Conversation is one. It is not for concurrent use.
type Conversation struct {
	investigate Investigate
	model       *agent.Model // its provider keeps the account
	account     *llm.Account
	table       prompts.Followups
	cases       []investigation
	sheet       *fact.Sheet
	of          map[string]int // the investigation of a fact, from 1
	names       []string
	screen      *fence.Screen
	memory      memory
}

type investigation struct {
	bundle *bundle.Bundle
	report *report.Report
}

// Answer is what a question got.
type Answer struct {
	// New says that an investigation was started, and why. Its bundle and report
	// are here, also if it ended early.
	New    string
	Bundle *bundle.Bundle
	Report *report.Report
	// Lines are the answer of the keyword table, or what declines.
	Lines []string
	// Sentences are a model's, each with what it cites.
	Sentences []report.Sentence
	Dropped   int    // sentences that nothing bears out
	Failed    string // why the model did not answer
}

// New begins a conversation. Without a cluster there is no investigate, and
// without a model no model: both may be nil.
func New(investigate Investigate, model *agent.Model) (*Conversation, error) {
	table, err := prompts.FollowupTable()
	if err != nil {
		return nil, err
	}
	c := &Conversation{investigate: investigate, table: table, sheet: &fact.Sheet{}, of: map[string]int{}, screen: fence.NewScreen()}
	if model != nil {
		c.account = &llm.Account{Provider: model.Provider, Price: model.Price}
		with := *model
		with.Provider = c.account
		c.model = &with
	}
	return c, nil
}

// Bill is what the model took for all of it.
func (c *Conversation) Bill() llm.Bill {
	if c.account == nil {
		return llm.Bill{}
	}
	return c.account.Bill()
}

// Add takes up an investigation, such as one that was recorded.
func (c *Conversation) Add(b *bundle.Bundle, r *report.Report) {
	c.cases = append(c.cases, investigation{b, r})
	facts, names := agent.Facts(b, r)
	for _, f := range facts.All() {
		c.add(f)
	}
	for _, n := range names {
		if !slices.Contains(c.names, n) {
			c.names = append(c.names, n)
		}
	}
	if c.model != nil && c.model.Hide {
		c.screen.Hide(names...)
	}
	c.memory.stale = true
}

// add gives a fact of the last investigation its place.
func (c *Conversation) add(f fact.Fact) {
	f.Source = fmt.Sprintf("investigation %d, %s", len(c.cases), f.Source)
	f = c.sheet.Add(f)
	c.of[f.ID] = len(c.cases)
}

// Ask answers a question. The error is that of an investigation of which nothing
// came, or of a question that cannot be read; the conversation goes on.
func (c *Conversation) Ask(ctx context.Context, question string) (Answer, error) {
	ctx, step := telemetry.Begin(ctx, telemetry.Question)
	defer step.End()
	read, err := plan.Classify(question)
	if err != nil {
		return Answer{}, err
	}
	if read.Order {
		return c.decline(question, read.Declined)
	}
	if why := c.fresh(question, read); why != "" {
		return c.start(ctx, question, why)
	}
	table := c.look(question)
	if c.model == nil {
		return table, nil
	}
	return c.tell(ctx, question, table)
}

// decline says no, and to an order to change something also what the operator may
// run.
func (c *Conversation) decline(question, sentence string) (Answer, error) {
	claims, err := prompts.ClaimWords()
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Lines: []string{sentence}}
	words := padded(question)
	for _, action := range strings.Fields(strings.Join(claims.Actions, " ")) {
		if strings.Contains(words, " "+action+" ") {
			answer.Lines = append(answer.Lines, c.remedies()...)
			break
		}
	}
	return answer, nil
}

func (c *Conversation) start(ctx context.Context, question, why string) (Answer, error) {
	if c.investigate == nil {
		return Answer{Lines: []string{"That needs a new investigation, and there is no cluster to ask. " + c.table.Asked}}, nil
	}
	if len(c.cases) > 0 && c.again(question) {
		question = c.last().Plan.Question
	}
	if trimmed := strings.TrimSpace(question); anew(trimmed) {
		question = strings.TrimSpace(trimmed[len(begins):])
	}
	b, r, err := c.investigate(ctx, question, c.model)
	var declined *agent.Declined
	if errors.As(err, &declined) {
		return Answer{Lines: []string{declined.Sentence, c.table.Asked}}, nil
	}
	if err != nil {
		return Answer{New: why}, err
	}
	c.Add(b, r)
	return Answer{New: why, Bundle: b, Report: r}, nil
}

func (c *Conversation) last() *bundle.Bundle { return c.cases[len(c.cases)-1].bundle }

// fresh says why a question is one for the cluster, "" if it is one about what is
// known.
func (c *Conversation) fresh(question string, read plan.Reading) string {
	switch {
	case len(c.cases) == 0:
		return "Nothing was investigated yet"
	case anew(strings.TrimSpace(question)):
		return "A new investigation was asked for"
	case c.again(question):
		return "The last question is asked again"
	case read.Declined != "":
		return ""
	}
	review := !slices.ContainsFunc(read.Symptoms, func(s checks.Symptom) bool { return s != checks.HealthReview })
	for _, m := range slices.Concat(read.From, read.To) {
		unsure := review && m.Kind == "" // perhaps no name at all
		if m.Name != "" && !unsure && !c.known(m.Name) {
			return fmt.Sprintf("%s was not looked at", checks.Clean(m.Name, 80))
		}
	}
	if read.Vague {
		return ""
	}
	for _, s := range read.Symptoms {
		if s != checks.HealthReview && !c.asked(s) {
			return fmt.Sprintf("No investigation was about %s", s)
		}
	}
	return ""
}

const begins = "new:" // a question that starts a new investigation whatever it says

func anew(question string) bool {
	return len(question) > len(begins) && strings.EqualFold(question[:len(begins)], begins)
}

func (c *Conversation) again(question string) bool {
	words := padded(question)
	for _, phrase := range c.table.Again {
		if strings.Contains(words, " "+phrase+" ") {
			return true
		}
	}
	return false
}

func (c *Conversation) asked(s checks.Symptom) bool {
	for _, each := range c.cases {
		for _, o := range each.report.Symptoms {
			if o == s {
				return true
			}
		}
	}
	return false
}

// known reports whether a name is that of something that an investigation found
// a verdict on.
func (c *Conversation) known(name string) bool {
	for _, each := range c.cases {
		for _, f := range findings(each.report) {
			for _, n := range []string{f.Subject.Name, f.Subject.Namespace, f.Object.Name, f.Object.Namespace} {
				if strings.EqualFold(n, name) {
					return true
				}
			}
		}
	}
	return false
}
