// Package socket judges the networks of a workload's pods by what their kernels
// counted: whether programs take what arrives, whether what they send leaves, and
// whether the pod's own routes and firewall let it.
//
// # Contract
//
// A check asks each running pod that has a network of its own; pods on the node's
// network are judged with the node. It fails for what is lost now: that a queue
// overflowed is no fault once the queue is empty, and that few of few packets were
// lost proves nothing. Such a verdict is Unknown, and says what would decide.
//
// # Why
//
// A counter is half a proof: each fault needs a second witness, such as the queue
// that still stands. Numbers without a source are our judgement and are marked so
// where they stand.
package socket
