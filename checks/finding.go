package checks

import (
	"github.com/netwhy/netwhy/checks/evidence"
)

// Finding is the verdict of one check for one subject, with what proves it.
type Finding struct {
	Check   string           `json:"check"`
	Asks    string           `json:"asks"`
	Subject evidence.Subject `json:"subject"`
	Verdict Verdict          `json:"verdict"`
	Weight  Weight           `json:"weight"`
	// Alike is of how many nodes more the same was found, where there are many: all
	// passes of a check are one, of the first node by name. What is cited is the first's.
	Alike int `json:"alike,omitempty"`
	// Others are the names of those nodes, in order; a report that was written and read
	// again is without.
	Others []string `json:"-"`
	// Says is one sentence with the numbers in it.
	Says string `json:"says"`
	// Object is the culprit of a failure; otherwise the subject.
	Object evidence.Subject `json:"object"`
	// Related are the subjects that the finding leads to.
	Related []evidence.Subject `json:"related,omitempty"`
	// Hosts are the DNS names that a failure is confined to, as Ingress rules
	// write them; none means that it concerns any.
	Hosts []string `json:"hosts,omitempty"`
	// Cites are the digests of the records that the finding rests on.
	Cites []string `json:"cites"`
	// Gaps are the missing readings that make a verdict Unknown, or that an
	// "API is not installed" rests on.
	Gaps []evidence.Gap `json:"gaps,omitempty"`
	// Sample marks an Unknown that found no sign in a sample, which proves
	// nothing but is no lack of permission either.
	Sample bool            `json:"sample,omitempty"`
	Remedy *RenderedRemedy `json:"remedy,omitempty"`
}

// Count is of how many subjects it was found.
func (f *Finding) Count() int { return 1 + f.Alike }

// RenderedRemedy is a check's remedy with its commands ready to run.
type RenderedRemedy struct {
	Says    string   `json:"says"`
	Changes string   `json:"changes,omitempty"`
	Fix     []string `json:"fix,omitempty"`
	AKS     []string `json:"aks,omitempty"`
	Verify  []string `json:"verify,omitempty"`
}
