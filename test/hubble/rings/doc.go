// Package rings runs the observers of many nodes and a relay before them in this
// process: Cilium's own, over its own protocol, with the flows of package traffic.
//
// # Contract
//
// [Start] fills every ring and goes on as nodes do: what is new pushes out what is
// old, so that at any time the rings reach back by the same span. The relay answers
// at a loopback address, without encryption, and says itself how many nodes it is
// connected to. [Cluster.Sent] counts what went to its clients, [Cluster.Open] the
// streams that nodes serve.
//
// # Why
//
// The flows are kept in real rings, and not made when asked for: what an answer costs
// the nodes is reading the ring, twice, with filters; a generator would have to
// imitate that. Five million take about 3.5 GiB.
//
// Rings are full, as those of nodes with traffic are: of a ring that is not, Hubble
// tells that it holds all since the agent's start. Capacities are those that Hubble
// knows, so that there are as many flows as were asked for, or more.
//
// The nodes are named to the relay by the protocol of peers; the service itself
// would give all of them one port.
package rings
