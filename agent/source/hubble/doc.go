// Package hubble asks Hubble Relay what the dataplane did with packets. It is the
// only importer of Cilium's observer API and of gRPC.
//
// # Contract
//
// The one tool, hubble_flows, asks for the flows of a workload's pods, of a
// namespace's, or of the calls from these to a namespace or host, during the last
// minutes; without arguments, for what the relay can see. Both sides show
// certificates, which are read again when they change; without encryption it
// speaks only if told so. A relay that does not answer is asked a few times more.
// Answers are bounded in events, bytes and time, and say where they were cut. Who
// leaves ends the streams on the nodes, too.
//
// # Why
//
// The relay's own bounds cannot be used: "number" counts per node, and together
// with a time it takes the wrong end. So a window of time is asked for, and what is
// too much is left out here, drops last. A server ignores filters that it does not
// know, so that all are applied here again. It answers in no order that could be
// relied on. A server that does not know a field of the mask refuses all; then it is
// asked without one.
//
// Each question goes to every node: the relay of five thousand opens as many
// streams, and each node reads its ring twice. So there are two, for flows and for
// the oldest in each ring, where four asked for drops, all else, losses and nodes,
// too. If the flows do not come in time, drops are asked for alone. Who asks while
// others are asked for waits, and is asked for with all who wait: a node holds each
// flow against the names of all faster than it reads its ring for each.
//
// Where nothing that is asked for is as old as a ring that is full, its server reads
// one place too far back, and tells of one lost event: of nearly every node, in
// nearly every answer. So the oldest flow is asked for afterwards, and what a ring
// lost to its end does not count where it still reaches back far enough.
//
// The time of a node may be ahead of ours: events of the next few seconds count
// as of now.
package hubble
