// Package paths holds what package reach computes against what a real Cilium
// does.
//
// # Contract
//
// A test generates sets of policies of every sort that Cilium enforces, applies
// one after another to a real cluster, waits until both agents have put it into
// force at every endpoint, and connects: pods to pods, to nodes, to the API
// server and to the world outside, over TCP and UDP. The engine gets the objects
// as the API server gives them, and must say of each connection what happened.
//
// The sets are the same in every run: they grow from a number that is printed
// with each difference, as the set's manifest is.
//
// # Why
//
// The engine is Cilium's own, but its adapter is ours: what labels a pod has,
// which identity an address, which port a name. Only packets referee that.
package paths
