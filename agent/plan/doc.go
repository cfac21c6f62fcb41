// Package plan turns a question into what is asked of whom.
//
// # Contract
//
// A question becomes a [Reading] (its symptoms, and the names in it, from its
// words alone), the Reading a [Target] (the names resolved against the API) and
// the Target a [Plan] (which checks are asked of which subjects).
//
// [Classify] is a function of its text, and of the words of the trade that are
// known to be names, which [Reread] finds out of the cluster. It asks no cluster
// and no model, and never fails on what a person can type within its bound. A
// question about something else than the cluster's network is declined with one
// sentence, and so is an order to change the cluster.
//
// # Why
//
// The words are tables in package prompts, and the steps are plain: split into
// words, rewrite what means the same, find the names, decide who calls whom,
// match phrases. So a question that was misread is mended by a line of a table.
// A name is recognised by its form or by its place in the sentence; that it
// exists is for the resolution to find out. A reading may therefore name a
// thing that does not exist, and the report then says so.
package plan
