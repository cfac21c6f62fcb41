// Package attack holds scripts of models that do what they must not.
//
// # Contract
//
// [Scripts] are played by a server of package llmtest. Whatever is asked about,
// the status, verdicts, causes and remedies of a report are with each of them
// those without a model, and of its explanation no sentence stays but [Honest]
// and guesses that are marked. [Planted] is what others may write into a cluster
// for a model to read, and [Lies] are what no report may hold.
package attack
