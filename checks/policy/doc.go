// Package policy judges what network policies provably forbid.
//
// # Contract
//
// A check here fails only where no reading of the rules could allow the
// traffic: everything is denied, or no rule names the port. Whether rules that
// are there allow a path is Unknown to it; package reach computes that.
//
// # Why
//
// Policies of other dialects (Cilium, Calico, AdminNetworkPolicy) may allow
// what a NetworkPolicy denies, and a cluster may enforce none at all. So both
// are read before a denial is called proven.
package policy
