// Package node asks the node probes what the kernels of their nodes counted.
//
// # Contract
//
// The one tool, node_counters, asks the probe of a node, or those of all nodes
// that run pods of a namespace. Probes are found by the EndpointSlices of their
// Service; both sides show certificates, and a probe's must name that Service.
// A node whose probe does not answer is said to be missing, and never left out.
// Answers are bounded in size and time, and few are asked at once. Certificates
// are read again when they change.
//
// Without certificates of its own, or in a cluster without probes, the tool says
// that they are not installed.
//
// # Why
//
// A probe keeps the samples of the last two minutes, so that a question about
// now does not have to wait for a window to pass.
package node
