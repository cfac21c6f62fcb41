// Package flow judges what Hubble saw: packets that the dataplane dropped, and
// connections that were refused, never answered or lost on their way.
//
// # Contract
//
// A check asks the flows of a workload's pods, or those between who calls and
// what is called. It fails for what happens now: the newest event of its kind
// must be recent, there must be some of them, and nothing alike may have come
// through since. Flows of pods that are gone do not count. That no event was seen
// passes only if traffic was seen and nothing can have been missed: all nodes
// answer, none lost events, and their rings reach back to the beginning of the
// window.
//
// # Why
//
// Flows are counted events and not packets: Cilium tells of a connection that
// works only now and then. So no check rests on a share of events. A drop by
// policy is a fault only between the two ends of a question; elsewhere it is what
// policies are for. What flows show is what happens, and seldom why: their
// causes follow from any other cause that is known of the same things.
package flow
