package cause

import "github.com/netwhy/netwhy/checks"

// Cause is one reason why a network does not work.
type Cause struct {
	ID   string // area and name, such as "service.selector-mismatch"
	Says string // the cause in one clause, without a full stop
	// Explains are the symptoms that it can be the reason of.
	Explains []checks.Symptom
	// Shown are the IDs of the checks of weight Fault whose failure shows it.
	Shown []string
	// Then are the IDs of the causes that follow from it, where both touch the
	// same subject.
	Then []string
	// After are areas of which any cause leads to this one, where both touch the
	// same subject, or it is of a workload beside an end of the call: what was seen
	// to happen follows from what is known to be wrong.
	After []string
}
