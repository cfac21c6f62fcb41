package policy

import (
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Dialect finds policies that nothing in the cluster reads.
var Dialect = &checks.Check{
	ID:     "policy.dialect",
	Asks:   "Does the cluster's network enforce the dialect that the namespace's policies are written in?",
	Why:    "Policies of Cilium have effect under Cilium alone, and those of Calico under Calico. The API server takes both where their resources are left from an earlier network.",
	Limits: "Calico that is not installed as AKS does it is not seen; the verdict on its policies is then unknown.",
	Refs:   []string{"https://learn.microsoft.com/azure/aks/use-network-policies"},
	For:    []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{
		evidence.Require(evidence.NetworkPolicies), evidence.RequireIfInstalled(evidence.CiliumNetworkPolicies), evidence.RequireIfInstalled(evidence.CalicoPolicies),
		evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.AzureNPM), evidence.Require(evidence.CalicoNode),
	},
	Remedy: checks.Remedy{
		Says:   "Write the policy as a NetworkPolicy, or in the dialect of the network that the cluster has.",
		Verify: []string{"kubectl -n kube-system get daemonsets", "kubectl -n {{.name}} get ciliumnetworkpolicies,networkpolicies"},
	},
	Eval: func(c *checks.Context) {
		cilium, calico := len(evidence.CiliumDaemonSet.Of(c)) > 0, len(evidence.CalicoNode.Of(c)) > 0
		any := cilium || calico || len(evidence.AzureNPM.Of(c)) > 0
		var standard, ofCilium, ofCalico []string
		for _, p := range evidence.NetworkPolicies.Of(c) {
			standard = append(standard, p.Name)
		}
		for _, p := range evidence.CiliumNetworkPolicies.Of(c) {
			ofCilium = append(ofCilium, p.Name)
		}
		for _, p := range evidence.CalicoPolicies.Of(c) {
			ofCalico = append(ofCalico, p.Name)
		}
		if len(standard)+len(ofCilium)+len(ofCalico) == 0 {
			c.Skip("the namespace has no policy")
			return
		}
		if len(ofCilium) > 0 && !cilium {
			c.Blame("CiliumNetworkPolicy", c.Subject().Name, ofCilium[0])
			c.Fail("the CiliumNetworkPolicies %s have no effect: the cluster has no DaemonSet kube-system/cilium", checks.Names(ofCilium))
		}
		if len(ofCalico) > 0 && cilium && !calico {
			c.Blame("NetworkPolicy", c.Subject().Name, ofCalico[0])
			c.Fail("the Calico policies %s have no effect: Cilium carries the network, and reads no policy of Calico's", checks.Names(ofCalico))
		}
		if len(standard) > 0 && !any || len(ofCalico) > 0 && !cilium && !calico {
			c.Unknown("nothing is known to enforce %s", checks.Names(append(standard, ofCalico...)))
		}
		c.Pass("the cluster's network reads the policies of the namespace")
	},
}
