// Package report is what an operator reads: the findings of an investigation,
// the causes they support, what could not be seen, and what to do.
//
// # Contract
//
// [Build] makes a [Report] of a bundle, its findings and causes, and nothing
// else; every verdict in it can be recomputed from the bundle. The renderers
// write it for a terminal, as Markdown, HTML, JSON (with a published schema)
// and JUnit. Text from the cluster is hostile to all of them: it was cleaned of
// control characters on its way in, and each renderer escapes for its format.
//
// # Why
//
// A report is healthy only if nothing failed and nothing that its symptoms
// require is unknown. So status has three values, and "no fault found, but not
// everything could be seen" is told apart from both.
package report
