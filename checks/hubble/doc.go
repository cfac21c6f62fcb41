// Package hubble is what Hubble tells, in the form in which it is recorded and
// judged: flows counted by who talks to whom, and what the relay could see.
//
// # Contract
//
// [Record] makes items of the flows of one answer; a record holds many [Flow]s,
// most telling first, and at its end one [View], the bound of all that can be
// concluded from what is absent. [Lines] reads what "hubble observe -o jsonpb"
// prints. Everything here is pure: no connection, no clock.
//
// # Why
//
// A flow says who, whom, and what became of it; a thousand say the same. Counting
// them bounds a record by the number of peers and not by the traffic, and a
// protobuf message is nothing to keep for years: its text form is unstable by
// design, and unknown fields do not survive it. Paths, queries and headers of
// HTTP requests are never kept. Names are whatever a pod was called or asked
// for: hostile.
//
// One drop by policy makes two events, the verdict and the drop. They are joined.
//
// Reasons are kept as numbers: Cilium's enumeration misnames some and lacks
// others, and metrics spell them another way. [Reason] knows both spellings.
package hubble
