// Package traffic makes the flows of a cluster out of a seed: who talks to whom,
// on which node it is seen, and which workloads are denied what they ask for.
//
// # Contract
//
// A [World] counts namespaces, workloads, pods and nodes, and names them by
// [Names], so that its flows can tell of the same pods as an API server that is
// loaded by the same counts. A pod is seen on its own node alone. The flows of a
// node are the same for a seed, but for the time from which they are counted.
//
// # Why
//
// A ring's flow takes more than half a kilobyte even where all that it shares with
// others is kept once: ends, addresses, ports. Of these nothing is ever changed.
// What a flow has for itself is made in blocks: the garbage collector then has
// twenty thousand things to find instead of twenty million.
package traffic
