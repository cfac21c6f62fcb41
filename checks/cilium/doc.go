// Package cilium checks Cilium itself: whether its agents know pods, nodes and
// identities as they are, whether they are told to do what policies and Services
// ask of them, and what they count as lost.
//
// # Contract
//
// Every check skips a cluster without the DaemonSet kube-system/cilium. What
// cilium-config says is judged only where no CiliumNodeConfig says otherwise.
// What the agents count is read twice, a few seconds apart: a counter accuses
// by how much it moved, never by its size.
//
// # Why
//
// A counter of drops tells of a node, and not of who was meant to reach whom:
// policies are there to drop. So drops are judged by their cause. Those that no
// healthy dataplane has are faults; those that somebody may want are told as
// risks, beside what the objects prove.
package cilium
