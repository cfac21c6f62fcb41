package agent

import (
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/llm/fact"
	"github.com/netwhy/netwhy/agent/llm/narrative"
	"github.com/netwhy/netwhy/agent/report"
)

// Facts are what a model is told of a report, and the names of all things that
// were read.
func Facts(b *bundle.Bundle, r *report.Report) (*fact.Sheet, []string) {
	return factsOf(r), beyond(b, findingsOf(r), nil).names()
}

// Sentence is a model's sentence as a report shows it.
func Sentence(sheet *fact.Sheet, s narrative.Sentence) report.Sentence { return sentence(sheet, s) }

// Why says in a sentence why a model is of no help, and what to do.
func Why(err error) string { return why(err) }
