// Package fact is what a model is told of an investigation, and all that it may
// repeat.
//
// # Contract
//
// A [Sheet] holds facts, which code made of findings, causes and readings. Each
// has an ID of its own, which the model cites. A sheet only grows, so that the
// beginning of a conversation stays the same.
package fact

import (
	"fmt"
	"strings"

	"github.com/netwhy/netwhy/agent/llm/fence"
	"github.com/netwhy/netwhy/checks"
)

// Sort is what a fact is of.
type Sort string

const (
	Asked   Sort = "question" // the operator's words: what they claim is no evidence
	Answer  Sort = "answer"   // the report's status and summary
	Root    Sort = "cause"
	Seen    Sort = "also-seen" // a cause that does not explain what was asked
	Found   Sort = "finding"   // of one check
	Passed  Sort = "passed"    // one check, of all its subjects
	Lacking Sort = "not-seen"  // what could not be read
	Reading Sort = "reading"   // what a tool returned
)

// Culprit begins those words of a cause that name what it blames.
const Culprit = "culprit: "

// Fact is one thing that a model may cite.
type Fact struct {
	ID      string
	Sort    Sort
	Verdict checks.Verdict
	Says    []string // sentences and quoted items
	// Commands are printed by the report; the model may name none but them.
	Commands []string
	// Source is what a report calls it, such as a check and its subject; Cites
	// are the digests of the records that it rests on.
	Source string
	Cites  []string
}

// Sheet is a list of facts.
type Sheet struct{ facts []Fact }

// Add gives a fact its ID.
func (s *Sheet) Add(f Fact) Fact {
	letter := map[Sort]string{Asked: "Q", Answer: "A", Root: "C", Seen: "C", Found: "F", Passed: "F", Lacking: "U", Reading: "R"}[f.Sort]
	f.ID = fmt.Sprintf("%s%d", letter, len(s.facts)+1)
	s.facts = append(s.facts, f)
	return f
}

// Find is the fact of an ID.
func (s *Sheet) Find(id string) (Fact, bool) {
	for _, f := range s.facts {
		if f.ID == id {
			return f, true
		}
	}
	return Fact{}, false
}

// All are the facts so far.
func (s *Sheet) All() []Fact { return s.facts }

// Text is the facts as a model reads them, one a line.
func Text(screen *fence.Screen, facts ...Fact) (string, error) {
	var lines []string
	for _, f := range facts {
		line := struct {
			ID      string   `json:"id"`
			Sort    Sort     `json:"sort"`
			Verdict string   `json:"verdict,omitempty"`
			Says    []string `json:"says"`
		}{f.ID, f.Sort, "", f.Says}
		if f.Sort == Found || f.Sort == Passed {
			line.Verdict = f.Verdict.String()
		}
		text, err := screen.Quote(line)
		if err != nil {
			return "", err
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n"), nil
}

// Of is the fact of a finding.
func Of(f checks.Finding) Fact {
	made := Fact{Sort: Found, Verdict: f.Verdict, Says: []string{f.Subject.String() + ": " + f.Says}, Source: f.Check + " of " + f.Subject.String(), Cites: f.Cites}
	if f.Verdict == checks.Skip {
		made.Verdict = checks.Unknown // that a question does not apply is neither praise nor blame
	}
	return made
}
