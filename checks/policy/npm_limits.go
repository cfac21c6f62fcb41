package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
)

// What Azure NPM bears, by AKS's documentation.
const (
	npmNodes  = 250
	npmBlocks = 4 // ipBlocks of one policy, with which a race is unlikely
)

// NPMLimits finds policies and clusters that are too large for Azure NPM.
var NPMLimits = &checks.Check{
	ID:   "policy.npm-limits",
	Asks: "Are the namespace's policies and the cluster small enough for Azure Network Policy Manager?",
	Why: "When a policy with more than four ipBlocks is changed, Azure NPM may run into a race, restart and write all of the node's rules anew: for a while the wrong new connections pass or fail. " +
		"Beyond 250 nodes it may run out of memory.",
	Limits: "The race is rare, and whether it has happened is not told here. Of Linux nodes only.",
	Refs: []string{
		"https://learn.microsoft.com/azure/aks/use-network-policies#limitations-of-azure-network-policy-manager",
		"https://learn.microsoft.com/azure/aks/migrate-from-npm-to-cilium-network-policy",
	},
	For:   []checks.Symptom{checks.PolicyReview},
	Also:  []checks.Symptom{checks.Intermittent},
	Scope: evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{evidence.Require(evidence.NetworkPolicies), evidence.Require(evidence.AzureNPM), evidence.Require(evidence.CiliumDaemonSet)},
	Remedy: checks.Remedy{
		Says:   "Split the policy into ones of at most four ipBlocks, which add up; move to Azure CNI powered by Cilium, since AKS ends its support of Azure NPM.",
		Verify: []string{"kubectl -n kube-system get pods -l k8s-app=azure-npm", seePolicy},
	},
	Eval: func(c *checks.Context) {
		npm := evidence.AzureNPM.Of(c)
		if len(npm) == 0 || len(evidence.CiliumDaemonSet.Of(c)) > 0 {
			c.Skip("Azure NPM does not enforce the policies")
			return
		}
		policies := evidence.NetworkPolicies.Of(c)
		if len(policies) == 0 {
			c.Skip("the namespace has no NetworkPolicy")
			return
		}
		if n := npm[0].Status.DesiredNumberScheduled; n > npmNodes {
			c.Fail("Azure NPM is to run on %d nodes, and AKS supports it on %d", n, npmNodes)
		}
		for i := range policies {
			if n := blocks(&policies[i]); n > npmBlocks {
				blame(c, &policies[i])
				c.Fail("NetworkPolicy %s has %d ipBlocks; with more than %d Azure NPM may run into a race when the policy is changed", policies[i].Name, n, npmBlocks)
			}
		}
		c.Pass("no policy has more than %d ipBlocks, nor Azure NPM more than %d nodes", npmBlocks, npmNodes)
	},
}

// blocks are how many ipBlocks a policy has.
func blocks(p *networkingv1.NetworkPolicy) (n int) {
	for _, r := range rules(p) {
		for _, peer := range r.peers {
			if peer.IPBlock != nil {
				n++
			}
		}
	}
	return n
}
