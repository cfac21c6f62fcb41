// Package reach computes whether A may reach B, and which rule decides.
//
// # Contract
//
// The verdict is Cilium's own: policies are parsed, selected and resolved by
// github.com/cilium/cilium/pkg/policy, the code that an agent runs. An [Engine]
// holds the policies of one cluster; [Engine.Path] judges egress at the source
// and ingress at the destination. It reads no clock and no network, and the
// same rules and ends give the same answer.
//
// A policy that Cilium refuses does not fail the rest: it is listed with
// Cilium's words ([Engine.Refused]), and a verdict that it might change is
// Unknown. So is whatever cannot be computed from policies alone. Replies are
// not judged: connections are tracked, so only who opens one needs a rule.
//
// # Why
//
// Each question makes a repository of its own, of the policies that select
// the two ends and of the two identities. What else the cluster holds cannot
// change the answer, so a question about two pods costs the same in a cluster
// of five and of five thousand; and a repository that learns all its
// identities before its rules starts no goroutine that would outlive it.
//
// Cilium keeps its configuration in variables of the process. One lock guards
// them ([settings.hold]), and each engine sets them to its cluster's before it
// asks. Nothing else in the program may read or write them: only this package
// imports pkg/policy.
//
// policy.LookupFlow does the same steps, but knows named ports of TCP and UDP
// only and takes the same ones for both sides; a test holds the two together.
package reach
