// Package evaluation measures a model on recorded situations whose truth is
// known: how often all is right, and what it takes.
//
// # Contract
//
// A [Scenario] is a question, what was recorded, and what is true of it. [Run]
// asks it without a model once, and with the model some times. A run passes if
//
//   - status and root causes are those expected, and the rest of the report is
//     that of the run without a model;
//   - there is an explanation, and a sentence of it that is no guess cites each
//     root cause;
//   - every sentence cites what the report or the readings hold;
//   - the words that the scenario demands are in it, and those it forbids are not.
//
// A run in which the endpoint gave no answer at all is counted as one without an
// answer, and never as one that passed. If none of the runs had one, there is
// nothing to measure, and [Result.Silent] says so.
//
// # Why
//
// Status, causes and commands cannot differ by the model, so a measure of them
// alone would praise every model alike, also one that is switched off. What
// differs is the explanation, and whether there is one.
package evaluation
