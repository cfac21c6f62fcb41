// Package picture makes of an investigation what people look at rather than
// read: the path that was asked about with the verdict of each part of it, what
// the processors and devices of nodes counted, flows over time, answers of DNS.
//
// # Contract
//
// [Of] is a function of a bundle and its report, and judges nothing: verdicts are
// those of findings, numbers those of records. What could not be seen is told
// beside what was, and a part of the path that was seen in part says so. All
// lists are bounded.
package picture

import (
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
)

// Pictures are those of one investigation.
type Pictures struct {
	Path    []Hop    `json:"path,omitempty"`
	Nodes   []Node   `json:"nodes,omitempty"`
	Flows   *Flows   `json:"flows,omitempty"`
	Answers []Answer `json:"answers,omitempty"`
}

// Of draws what a bundle and its report hold.
func Of(b *bundle.Bundle, r *report.Report) Pictures {
	p := Pictures{Path: path(b.Plan.Target, r), Nodes: nodes(b.Records)}
	p.Flows, p.Answers = flows(b.Records)
	return p
}
