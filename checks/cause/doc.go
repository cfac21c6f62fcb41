// Package cause correlates findings to root causes, by rule.
//
// # Contract
//
// A [Cause] is a value: the checks whose failure shows it, the symptoms that
// it explains, and the causes that follow from it. [Correlate] answers for
// every cause whether the findings support it, rule it out, or leave it open,
// and chains what they support: the first link is the root, the rest are its
// consequences.
//
// # Why
//
// Passes rule out, fails support, unknowns stay open: nothing is weighed, so
// two readers of the same findings reach the same root. A cause and its
// consequence are linked only over a subject that both name.
package cause
