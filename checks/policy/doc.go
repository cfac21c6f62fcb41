// Package policy judges what network policies allow and forbid.
//
// # Contract
//
// Of a call whose both ends are known, package reach computes what the policies
// say, by the rules that Cilium or the other engine of the cluster applies
// ([PathEgress], [PathIngress] and those beside them). A question that names
// one end only is answered as far as no path has to be known: everything is
// denied, or no rule names the port. The rest is Unknown to it.
//
// # Why
//
// Policies of other dialects (Calico, AdminNetworkPolicy) may allow what a
// NetworkPolicy denies, and a cluster may enforce none at all. So both are read
// before a denial is called proven. Which pod of a namespace calls, and which
// port, is often not said: a fault is only what holds for all of them.
package policy
