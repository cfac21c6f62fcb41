package checks

import "github.com/netwhy/netwhy/checks/evidence"

// Check is one question about one sort of subject, as a value.
type Check struct {
	ID   string // area and name, such as "service.selector-matches"; never reused
	Asks string // the question that a Pass answers with "all is well"
	Why  string // why a failure hurts, for an operator
	// Limits says what the check cannot tell.
	Limits string
	// Refs are the documents or source that the check rests on.
	Refs []string

	// For are the symptoms that require this check: while it is Unknown, a
	// report of such a symptom is not healthy.
	For []Symptom
	// Also are the symptoms for which it is asked without being required. A
	// check without any symptom is asked by leads only.
	Also []Symptom

	Scope evidence.Scope
	// Callee is the scope of what is called, of a check whose Scope is Call.
	Callee evidence.Scope
	// Side says at which end of the path the subject must stand.
	Side Side
	// Covers are the IDs of checks of what is called that the question does
	// not require where this one is asked: it asks the same more closely.
	Covers []string
	Weight Weight
	Needs  []evidence.Need
	Leads  []Lead
	Remedy Remedy
	Eval   func(c *Context)
}

// Side is an end of the path that a question is about.
type Side int

const (
	// Target checks examine what cannot be reached, or is under review.
	Target Side = iota
	// Caller checks examine who tries to reach it. Where a question names only
	// one end, its subjects count as both.
	Caller
	// Both checks examine either end.
	Both
	// Named checks examine the target, and a caller that the question names
	// itself: of "pods in shop", one that does not run explains nothing.
	Named
)

func (s Side) String() string { return [...]string{"target", "caller", "both", "named"}[s] }

// Lead asks a further check of the subjects that a finding relates to.
type Lead struct {
	Ask string // the ID of the check to ask
	// Always follows the lead whatever the verdict; otherwise only on Fail.
	Always bool
	// Required makes the answer one that the question demands: without it, what
	// the check has seen is not judged.
	Required bool
}

// Remedy is what to do when a check fails. Commands are templates of
// text/template over the finding's values (see [Context.Set]); every value
// arrives shell-quoted, and a line with a value that was not set is left out.
type Remedy struct {
	Says    string   // what the fix does, in one sentence
	Changes string   // what it changes or interrupts, so that nobody is surprised
	Fix     []string // commands that change something
	AKS     []string // the AKS way, where it differs
	Verify  []string // commands that show whether the fix worked; they only read
}

// Takes reports whether a check can be asked of a subject.
func (c *Check) Takes(s evidence.Subject) bool {
	return s.Scope == c.Scope && (c.Scope != evidence.Call || s.Callee().Scope == c.Callee)
}

// Case is a check asked of a subject.
type Case struct {
	Check   *Check
	Subject evidence.Subject
	// Each, if set, are those of which it is asked in the place of the subject.
	Each *Group
}
