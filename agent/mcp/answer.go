package mcp

import (
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
)

// Answer is a report in short.
type Answer struct {
	Report    string   `json:"report" jsonschema:"its ID, for get_report and get_evidence"`
	Status    string   `json:"status" jsonschema:"healthy, fault or unknown; unknown means that not everything could be seen"`
	Summary   string   `json:"summary"`
	Partial   string   `json:"partial,omitempty" jsonschema:"why it ended early"`
	Examined  []string `json:"examined"`
	Roots     []Cause  `json:"rootCauses"`
	AlsoSeen  []string `json:"alsoSeen"`
	RuledOut  []string `json:"ruledOut"`
	Open      []string `json:"cannotRuleOut"`
	NotSeen   []string `json:"notSeen" jsonschema:"what could not be read, and what would let it be"`
	Notes     []string `json:"notes"`
	Explained []string `json:"explained,omitempty" jsonschema:"sentences of a language model"`
}

// Cause is a root cause.
type Cause struct {
	Says    string   `json:"says"`
	Culprit string   `json:"culprit"`
	Because []string `json:"because"`
	Cites   []string `json:"cites" jsonschema:"digests of evidence"`
	Fix     []Step   `json:"fix"`
}

// Step is a way to mend something, for a person to decide about.
type Step struct {
	Says     string   `json:"says"`
	Changes  string   `json:"changes,omitempty"`
	Commands []string `json:"commands"`
	Verify   []string `json:"verify"`
}

// mostLines bounds each list of an answer.
const mostLines = 20

func answerOf(k Kept) Answer {
	r := k.Report
	a := Answer{
		Report: k.ID, Status: string(r.Status), Summary: r.Summary, Partial: r.Partial,
		Examined: []string{}, Roots: []Cause{}, AlsoSeen: []string{}, RuledOut: []string{}, Open: []string{}, NotSeen: []string{}, Notes: first(r.Notes),
	}
	for _, s := range first(r.Examined) {
		a.Examined = append(a.Examined, checks.Clean(s.String(), 200))
	}
	for _, c := range first(r.Roots) {
		a.Roots = append(a.Roots, causeOf(c))
	}
	for _, c := range first(r.AlsoSeen) {
		a.AlsoSeen = append(a.AlsoSeen, c.Says+" ("+c.Culprit.String()+")")
	}
	for _, c := range first(r.RuledOut) {
		a.RuledOut = append(a.RuledOut, c.Says)
	}
	for _, c := range first(r.Open) {
		a.Open = append(a.Open, c.Says)
	}
	for _, lack := range first(r.Unseen.Groups) {
		a.NotSeen = append(a.NotSeen, string(lack.Reason)+": "+lack.Needs)
	}
	if r.Narrative != nil {
		for _, s := range r.Narrative.Sentences {
			a.Explained = append(a.Explained, s.Text)
		}
	}
	return a
}

func causeOf(c report.Cause) Cause {
	out := Cause{Says: c.Says, Culprit: c.Culprit.String(), Because: first(c.Because), Cites: first(c.Cites), Fix: []Step{}}
	for _, r := range c.Remedies {
		out.Fix = append(out.Fix, stepOf(r))
	}
	return out
}

func stepOf(r *checks.RenderedRemedy) Step {
	return Step{Says: r.Says, Changes: r.Changes, Commands: first(r.Fix), Verify: first(r.Verify)}
}

// first is the beginning of a list, which is never null.
func first[T any](list []T) []T {
	return append([]T{}, list[:min(len(list), mostLines)]...)
}
