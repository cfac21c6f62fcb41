// Package checks is the vocabulary of judgement: what a check, a finding and a
// verdict are, and a pure evaluator that applies checks to a snapshot.
//
// # Contract
//
// A [Check] is a value: a question, what it needs to see, and a function of
// what was seen. A [Case] is a check asked of one subject. [Evaluate] turns a
// snapshot and cases into findings, the same bytes for the same record. A check
// never sees a hole: where a required reading is missing the evaluator answers
// Unknown and quotes the gap.
//
// # Why
//
// A check returns no error and no severity. An error of reading is a gap,
// recorded before the check runs; ranking is the business of package cause.
// Fail outranks Unknown outranks Pass outranks Skip within one finding, so the
// order in which a check looks at things cannot change its verdict.
package checks
