// Package cilium asks the Cilium agents for their metrics, over HTTP, and sums
// up how a cluster's Cilium fares.
//
// # Contract
//
// The one tool, cilium_status, tells what the agent of a node counted, or, where
// no node is named, how Cilium fares as a whole. Agents are found by their pods;
// nothing is asked but addresses of nodes that the API server lists, at the
// ports that the pods or the Service of AKS name. No agent is executed in, no
// socket of an agent is opened. A node that does not answer is told as missing,
// and never left out. Answers are bounded in size and time, few agents are asked
// at once, and only the families that checks read are kept.
//
// # Why
//
// Agents keep no history, so each is read twice: what a counter grew by in some
// seconds tells of now, while its size tells of everything since the agent's
// start. The process that answers must be as old as the pod's container: from
// outside the cluster's network the address of a node may be another machine's.
package cilium
