package evaluation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent/report"
)

// unsupported says what a sentence lacks, "" if nothing: it must cite, and what
// it cites must be in the report. It does not ask the judge that let it through.
func unsupported(r *report.Report, s report.Sentence) string {
	if len(s.Cites) == 0 {
		return "cites nothing"
	}
	digests := map[string]bool{}
	known := map[string]bool{"the question": true, "the summary": true, "the report": true, "what could not be seen": true}
	findings, records := slices.Concat(r.Findings, r.Risks), r.Evidence
	if b := r.Beyond; b != nil {
		findings, records = slices.Concat(findings, b.Findings), slices.Concat(records, b.Evidence)
	}
	for _, f := range findings {
		known[f.Check+" of "+f.Subject.String()] = true
	}
	for _, c := range slices.Concat(r.Roots, r.AlsoSeen) {
		known["cause "+c.ID] = true
	}
	for _, e := range records {
		digests[e.Digest] = true
		known[e.Kind+" of "+e.Subject.String()] = true
	}
	for _, asked := range r.Narrative.Asked { // among them what could not be read
		what, _, _ := strings.Cut(strings.TrimPrefix(asked, "read "), ", because of ")
		known[what] = true
	}
	for _, c := range s.Cites {
		if !known[c] {
			return fmt.Sprintf("cites %q, which the report does not hold", c)
		}
	}
	for _, d := range s.Evidence {
		if !digests[d] {
			return fmt.Sprintf("rests on evidence %q, which the report does not hold", d)
		}
	}
	return ""
}
