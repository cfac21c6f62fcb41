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
	// Effect says that it is what was asked about, seen in the kernel: every other
	// cause that explains the question leads to it.
	Effect bool
}
