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
//
// A question about a cluster is asked of each of its nodes, and the finding of each
// is what is true: they are all in the JSON form and in the bundle. Nobody reads
// 5,000 of them. So [Breadth] counts them where nodes are many: how many could be
// seen and why not the others, and what those with a verdict have in common. The
// forms for people tell findings of one check, and causes, that are alike on many
// nodes once, name the worst by the number in the check's own sentence, and name a
// pool, kernel, size or zone where it stands out beyond chance. Status and counts
// follow from the findings alone, and a node that did not answer is among them.
package report
