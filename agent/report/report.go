package report

import (
	"time"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/cause"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Schema names the form of the JSON report.
const Schema = "https://netwhy.io/schema/report-v1.json"

// Status is the answer in one word.
type Status string

// The statuses of a report.
const (
	Healthy Status = "healthy"
	Faulty  Status = "fault"
	Unknown Status = "unknown"
)

// Report is the whole answer.
type Report struct {
	Schema   string    `json:"schema"`
	Program  string    `json:"program"`
	Question string    `json:"question"`
	Recorded time.Time `json:"recorded"`
	Status   Status    `json:"status"`
	Summary  string    `json:"summary"` // one or two sentences
	// Partial says why the investigation ended early; empty if it did not.
	Partial  string             `json:"partial,omitempty"`
	Symptoms []checks.Symptom   `json:"symptoms"`
	Examined []evidence.Subject `json:"examined"` // what the question was taken to be about
	Notes    []string           `json:"notes,omitempty"`
	Missing  []string           `json:"missing,omitempty"` // words that name nothing that was found

	// Root causes are supported and explain what was asked.
	Roots []Cause `json:"rootCauses"`
	// AlsoSeen are supported but explain nothing that was asked.
	AlsoSeen []Cause `json:"alsoSeen,omitempty"`
	// RuledOut and Open are the causes that the question could have had.
	RuledOut []CauseLine `json:"ruledOut,omitempty"`
	Open     []CauseLine `json:"cannotRuleOut,omitempty"`

	Findings []Finding `json:"findings"`
	Risks    []Finding `json:"risks,omitempty"` // failed checks of weight risk
	Unseen   Unseen    `json:"unseen"`
	// Breadth counts the findings of nodes, where these are many.
	Breadth  *Breadth   `json:"breadth,omitempty"`
	Evidence []Evidence `json:"evidence"`
	// Probes are the active readings: what was sent into the network.
	Probes []string       `json:"probes,omitempty"`
	Digest bundle.Digests `json:"digest"`

	// Beyond and Narrative come of a model, where one was asked; nothing above
	// does.
	Beyond    *Beyond    `json:"beyond,omitempty"`
	Narrative *Narrative `json:"narrative,omitempty"`
}

// Finding is a finding within a report.
type Finding struct {
	checks.Finding
	Required bool `json:"required,omitempty"` // a symptom of the question demands the answer
}

// Cause is a supported cause, with what proves it and what mends it.
type Cause struct {
	ID       string                   `json:"id"`
	Says     string                   `json:"says"`
	Culprit  evidence.Subject         `json:"culprit"`
	Chain    []cause.Link             `json:"consequences,omitempty"`
	Because  []string                 `json:"because"` // sentences of the findings that support it
	Checks   []string                 `json:"checks"`
	Cites    []string                 `json:"cites"`
	Remedies []*checks.RenderedRemedy `json:"remedies,omitempty"`
}

// CauseLine is a cause that is not supported, in one line.
type CauseLine struct {
	ID      string   `json:"id"`
	Says    string   `json:"says"`
	Because []string `json:"because,omitempty"`
	// Sample reports whether it is open only because events and logs, which
	// show no sign of it, are samples.
	Sample bool `json:"sample,omitempty"`
}

// Unseen is what could not be read, and what would help most.
type Unseen struct {
	// Required counts the answers that the question demands and that are unknown.
	Required int `json:"required"`
	// Refused counts the readings that the API server refused.
	Refused int    `json:"refused"`
	Groups  []Lack `json:"groups,omitempty"`
	// Most is the one permission or component that would resolve most.
	Most string `json:"most,omitempty"`
}

// Lack is one thing that was lacking, and the answers that it cost.
type Lack struct {
	Reason evidence.Reason `json:"reason"`
	Needs  string          `json:"needs"`
	Costs  int             `json:"costs"` // findings that are unknown for it
	Kinds  []string        `json:"kinds"`
}

// Evidence is one record that the report may cite.
type Evidence struct {
	Digest  string           `json:"digest"`
	Kind    string           `json:"kind"`
	Subject evidence.Subject `json:"subject"`
	Source  string           `json:"source"` // the reading as a kubectl command
	Time    time.Time        `json:"time"`
	Items   int              `json:"items"`
	Bound   string           `json:"bound,omitempty"`
}

// ExitCode is the process's exit code: 0 healthy, 1 fault, 2 unknown.
func (r *Report) ExitCode() int {
	switch r.Status {
	case Healthy:
		return 0
	case Faulty:
		return 1
	}
	return 2
}
