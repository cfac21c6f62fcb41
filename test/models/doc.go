// Package models tries a report with language models: one that cooperates, and
// all that attack.
//
// # Contract
//
// [Cooperates] is the answer of a model that looks at one thing and explains the
// report's summary and root causes. It tells the tokens that it was sent, by a
// tokenizer. [Explained] holds what such a model made of an investigation;
// [Attacked] has every script of package attack explain what was recorded.
// Neither may differ from the report without a model in its status, verdicts,
// causes or remedies.
//
// The folder serve holds the model that cooperates as a program, for clusters
// in network namespaces of their own.
package models
