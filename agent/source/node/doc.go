// Package node asks the node probes what the kernels of their nodes counted.
//
// # Contract
//
// The one tool, node_counters, asks the probe of a node, or those of all nodes
// that run pods of a namespace. Probes are found by the EndpointSlices of their
// Service; both sides show certificates, and a probe's must name that Service.
// A node whose probe does not answer is said to be missing, and never left out.
// Answers are bounded in size and time. How many probes are asked at once follows
// how fast they answer, and who is slow does not hold up the others. Certificates
// are read again when they change.
//
// Without certificates of its own, or in a cluster without probes, the tool says
// that they are not installed.
//
// # Why
//
// A probe keeps the samples of the last two minutes, so that a question about
// now does not have to wait for a window to pass.
//
// Of thousands of machines some are off. To wait for one costs nothing but time,
// so many are waited for; to talk to one costs processor time and memory, so few
// are talked to. A fixed number would be too many for a busy machine, whose own
// delay looks like the silence of others, and too few for an idle one.
package node
