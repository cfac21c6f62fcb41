package cilium

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// IdentitySpace finds a cluster in which there is no number left for another
// set of labels.
var IdentitySpace = &checks.Check{
	ID:     "cilium.identity-space",
	Asks:   "Are there identities left for new sets of labels?",
	Why:    "Cilium numbers sets of labels, and has 65,280 numbers for a cluster. When they are used up, pods with new labels get no identity, and nothing that they send or get is let through.",
	Limits: "Identities that nobody uses any more are deleted after some time, so that a number may come free.",
	Refs: []string{
		"https://docs.cilium.io/en/stable/operations/performance/scalability/identity-relevant-labels/",
		"https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium",
		"cilium v1.20.2 pkg/identity/numericidentity.go",
	},
	Also:  append(checks.Unreachable(), checks.IPExhaustion, checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview),
	Scope: evidence.Cluster,
	Side:  checks.Both,
	Needs: configured(ifServed(evidence.CiliumIdentityCount)),
	Remedy: checks.Remedy{
		Says: "Find the labels whose values are different on every pod or job, take them away, or have Cilium leave them out of identities (setting labels)." + managedByAKS,
		Verify: []string{
			"kubectl get ciliumidentities -o name",
			"kubectl get ciliumidentities --show-labels",
		},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) || !sure(c, "identity-allocation-mode", "max-connected-clusters") || !seen(c, evidence.CiliumIdentityCount) {
			return
		}
		if mode := setting(c, "identity-allocation-mode"); mode != "" && mode != "crd" {
			c.Skip("identities are kept in a key-value store")
			return
		}
		const all = lastIdentity - firstIdentity + 1
		var used int64
		for _, t := range evidence.CiliumIdentityCount.Of(c) {
			used += t.Count
		}
		switch {
		case used >= all-all/200:
			c.Fail("%d of %d identities are used", used, all)
		case used > all*8/10:
			c.Unknown("%d of %d identities are used: the rest may be gone soon", used, all)
		default:
			c.Pass("%d of %d identities are used", used, all)
		}
	},
}
