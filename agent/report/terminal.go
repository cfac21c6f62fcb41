package report

import (
	"fmt"
	"io"
	"strings"
)

// Terminal writes the report for a terminal: the answer first, then what to do,
// then what proves it and what could not be seen. Prose is wrapped to the
// width; commands never are.
func Terminal(w io.Writer, r *Report, o Options) error {
	p, v := newPage(o), look(r)
	p.answer(v)
	p.causes(v)
	p.narrative(v)
	p.evidence(v)
	p.risks(v)
	p.considered(v)
	p.unseen(v)
	p.records(v)
	p.footer(v)
	return put(w, "text", p.b.String())
}

// answer is the status, the summary and what the question was taken to mean.
func (p *page) answer(v view) {
	status := statusBadge(v.Status)
	p.lead(0, 2, p.loud(status), status.String(), v.Summary)
	p.b.WriteString("\n")
	if v.Question != "" {
		p.lead(2, 2, faint, "Asked:", v.Question)
	}
	if len(v.Examined) > 0 {
		p.lead(2, 2, faint, "Examined:", subjects(v.Examined))
	}
	if len(v.Symptoms) > 0 {
		p.lead(2, 2, faint, "Symptoms:", joined(v.Symptoms))
	}
	if len(v.Missing) > 0 {
		p.lead(2, 2, yellow, "Not found:", strings.Join(v.Missing, ", "))
	}
}

func (p *page) loud(b badge) style { return "1;" + styleOf(b.Class) }

func (p *page) more(indent, n int) {
	p.prose(indent, faint, fmt.Sprintf("… and %d more (verbose output has them all)", n))
}

// footer names the report, so that it can be told from another.
func (p *page) footer(v view) {
	p.b.WriteString("\n")
	p.prose(0, faint, fmt.Sprintf("Report %s · recorded %s · netwhy %s", v.Digest.Report, moment(v.Recorded), v.Program))
	if p.verbose {
		p.prose(0, faint, fmt.Sprintf("Plan %s · evidence %s · catalogue %s", v.Digest.Plan, v.Digest.Evidence, v.Digest.Catalogue))
	}
}

func joined[T ~string](list []T) string {
	return strings.Join(texts(list, func(t T) string { return string(t) }), ", ")
}
