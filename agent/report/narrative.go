package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Beyond is what a model had looked at beyond the plan. The verdicts are those of
// the catalogue's checks; no status and no cause of the report follows from them.
type Beyond struct {
	Findings []Finding  `json:"findings,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"`
	Gaps     []string   `json:"gaps,omitempty"`
}

// Narrative is a model's explanation, as far as the report bears it out, and what
// it took.
type Narrative struct {
	Sentences []Sentence `json:"sentences,omitempty"`
	Dropped   int        `json:"dropped,omitempty"` // sentences that the report does not bear out
	Refused   int        `json:"refused,omitempty"` // calls that named what may not be asked
	Read      bool       `json:"read,omitempty"`    // the question, which the keyword table could not
	When      string     `json:"when,omitempty"`    // words of the question that say a time; the evidence is of now
	Asked     []string   `json:"asked,omitempty"`   // what it had looked at, and because of what
	Asks      string     `json:"asks,omitempty"`    // the one question back, where several things bear a name
	Ended     string     `json:"ended,omitempty"`   // why it looked no further
	Failed    string     `json:"failed,omitempty"`  // why it explained nothing
	Model     string     `json:"model"`
	Prompts   string     `json:"prompts"` // digest of what it was asked with
	Bill      Bill       `json:"bill"`
}

// Sentence is one of a narrative.
type Sentence struct {
	Text       string   `json:"text"`
	Cites      []string `json:"cites"`              // what it rests on: a check and its subject, a cause, a reading
	Evidence   []string `json:"evidence,omitempty"` // digests of the records behind it
	Hypothesis bool     `json:"hypothesis,omitempty"`
}

// Bill is what the model's answers took.
type Bill struct {
	Calls     int      `json:"calls"`
	Failed    int      `json:"failed,omitempty"`
	Attempts  int      `json:"attempts"`
	Unmetered int      `json:"unmetered,omitempty"` // calls whose tokens the endpoint did not tell
	Input     int      `json:"inputTokens"`
	Cached    int      `json:"cachedTokens"`
	Output    int      `json:"outputTokens"`
	Reasoning int      `json:"reasoningTokens"`
	Seconds   float64  `json:"seconds"`
	Cost      *float64 `json:"cost,omitempty"` // nil where it is not known
	Currency  string   `json:"currency,omitempty"`
	Priced    string   `json:"priced,omitempty"` // date of the price list
}

// Look adds what a bundle holds beside its plan.
func (r *Report) Look(findings []checks.Finding, records []evidence.Record, gaps []evidence.Gap, context string) {
	r.Beyond = &Beyond{}
	for _, f := range findings {
		inContext(f.Remedy, context)
		r.Beyond.Findings = append(r.Beyond.Findings, Finding{Finding: f})
	}
	for _, record := range records {
		r.Beyond.Evidence = append(r.Beyond.Evidence, evidenceOf(record))
	}
	for _, g := range gaps {
		r.Beyond.Gaps = append(r.Beyond.Gaps, g.String())
	}
}

// Plain is the report without what came of a model.
func (r *Report) Plain() *Report {
	plain := *r
	plain.Beyond, plain.Narrative = nil, nil
	return &plain
}

// Cites reports whether a sentence that is no guess rests on a cause.
func (n *Narrative) Cites(cause string) bool {
	return slices.ContainsFunc(n.Sentences, func(s Sentence) bool { return !s.Hypothesis && slices.Contains(s.Cites, "cause "+cause) })
}

// account says in a line what a narrative took.
func (n *Narrative) account() string {
	say := fmt.Sprintf("%s, %s: %d tokens in (%d cached), %d out, %.1f s", n.Model, checks.Count(n.Bill.Calls, "answer"), n.Bill.Input, n.Bill.Cached, n.Bill.Output, n.Bill.Seconds)
	switch {
	case n.Bill.Cost != nil:
		say += fmt.Sprintf(", %.4f %s (prices of %s)", *n.Bill.Cost, n.Bill.Currency, n.Bill.Priced)
	case n.Bill.Unmetered > 0:
		say += "; the endpoint did not tell all tokens"
	}
	if n.Dropped > 0 {
		say += fmt.Sprintf("; left out: %s that the report does not bear out", checks.Count(n.Dropped, "sentence"))
	}
	return say
}

// cited is a sentence with what it rests on behind it, so that a reader can look
// it up in the report.
func (s Sentence) cited() string {
	if len(s.Cites) == 0 {
		return s.Text
	}
	return s.Text + " [" + strings.Join(s.Cites, "; ") + "]"
}

// prose is the sentences that are no guesses, as one paragraph.
func (n *Narrative) prose() string {
	var say []string
	for _, s := range n.Sentences {
		if !s.Hypothesis {
			say = append(say, s.cited())
		}
	}
	return strings.Join(say, " ")
}

// guesses are the sentences that are.
func (n *Narrative) guesses() (list []string) {
	for _, s := range n.Sentences {
		if s.Hypothesis {
			list = append(list, s.cited())
		}
	}
	return list
}

const whoseWords = "in the words of a model, as far as the report bears them out"

// narrative is a model's explanation on a terminal.
func (p *page) narrative(v view) {
	if v.Beyond != nil && len(v.Beyond.Findings) > 0 {
		p.heading("ALSO ASKED", "by a model; status and causes are without it")
		for _, g := range byCheck(each(v.Beyond.Findings)) {
			p.group(v, g)
		}
	}
	n := v.Narrative
	if n == nil {
		return
	}
	p.heading("EXPLANATION", whoseWords)
	if text := n.prose(); text != "" {
		p.prose(2, "", text)
	}
	for _, g := range n.guesses() {
		p.lead(2, 4, yellow, "Hypothesis:", g)
	}
	if n.Asks != "" {
		p.prose(2, bold, n.Asks)
	}
	if n.Failed != "" {
		p.prose(2, faint, n.Failed)
	}
	p.prose(2, faint, n.account())
}

// narrative is a model's explanation as Markdown.
func (m *markdown) narrative(v view) {
	if v.Beyond != nil && len(v.Beyond.Findings) > 0 {
		m.block("## Also asked by a model")
		m.block("Status and causes are without these.")
		m.list(texts(each(v.Beyond.Findings), func(f *Finding) string { return verdictBadge(f).String() + " " + f.Subject.String() + ": " + f.Says }))
	}
	n := v.Narrative
	if n == nil {
		return
	}
	m.block("## Explanation")
	m.block("%v:", whoseWords)
	if text := n.prose(); text != "" {
		m.block("%v", text)
	}
	m.list(texts(n.guesses(), func(g string) string { return "Hypothesis: " + g }))
	if n.Asks != "" {
		m.block("%v", n.Asks)
	}
	if n.Failed != "" {
		m.block("%v", n.Failed)
	}
	m.block("%v", n.account())
}
