package cilium

import (
	"slices"
	"strconv"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Numbers of identities that stand for labels in the whole cluster: those
// below are reserved, those above belong to other clusters or to one node.
// Source: cilium v1.20.2 pkg/identity/numericidentity.go.
const (
	firstIdentity = 256
	lastIdentity  = 65535
)

// IdentityExists finds pods with an identity that no agent can look up.
var IdentityExists = &checks.Check{
	ID:     "cilium.identity-exists",
	Asks:   "Does every identity exist that the workload's pods have?",
	Why:    "Agents learn from the CiliumIdentity which labels a number stands for. Without it the policies of other nodes do not match the pod's packets, and deny them.",
	Limits: "An agent that has seen the identity before it was lost goes on knowing it until it restarts. Identities in a key-value store are not read.",
	Refs:   []string{"https://docs.cilium.io/en/stable/internals/security-identities/", "https://docs.cilium.io/en/stable/network/kubernetes/concepts/"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Needs:  configured(evidence.Require(evidence.Pods), evidence.RequireIfInstalled(evidence.CiliumEndpoints), ifServed(evidence.CiliumIdentities)),
	Remedy: checks.Remedy{
		Says:    "Have the pod made anew, so that its agent asks for an identity again.",
		Changes: "Ends the pod, which its controller replaces; a pod without a controller is gone.",
		Fix:     []string{"kubectl -n {{.namespace}} delete pod {{.pod}}"},
		Verify:  []string{"kubectl get ciliumidentity {{.identity}}", "kubectl -n {{.namespace}} get ciliumendpoints"},
	},
	Eval: func(c *checks.Context) {
		switch {
		case !installed(c):
			return
		case slices.Contains([]string{"kvstore", "doublewrite-readkvstore", "doublewrite-readcrd"}, setting(c, "identity-allocation-mode")):
			c.Skip("identities are kept in a key-value store")
			return
		case !sure(c, "identity-allocation-mode"), !seen(c, evidence.CiliumIdentities):
			return
		}
		known := 0
		for _, p := range managed(c) {
			e := endpointOf(c, &p)
			if e == nil || e.Status.Identity == nil || e.Status.Identity.ID < firstIdentity || e.Status.Identity.ID > lastIdentity {
				continue
			}
			number := strconv.FormatInt(e.Status.Identity.ID, 10)
			switch list := evidence.CiliumIdentities.Of(c); {
			case slices.ContainsFunc(list, func(i evidence.CiliumIdentity) bool { return i.Name == number }):
				known++
			case !old(c, &p), len(list) == 0:
				c.Unknown("identity %s of pod %s was not found among those of the namespace: the pod has just started, or they are not labelled", number, p.Name)
			default:
				c.Set("pod", p.Name)
				c.Set("identity", number)
				c.Relate(c.Subject(), evidence.Of(evidence.Node, "", p.Spec.NodeName))
				c.Fail("pod %s has the identity %s, and there is no CiliumIdentity of that number", p.Name, number)
			}
		}
		if known == 0 {
			c.Skip("Cilium gave no running pod of the workload an identity of its own")
			return
		}
		c.Pass("the identities of %s exist", checks.Count(known, "pod"))
	},
}
