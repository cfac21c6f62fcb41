package policy

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// NamedPorts finds rules for a port by a name that the pods do not have, or
// that means different ports.
var NamedPorts = &checks.Check{
	ID:     "policy.named-ports",
	Asks:   "Does every port that the namespace's inbound rules name mean one port of the pods?",
	Why:    "A rule for a named port opens what the selected pods declare under that name: nothing where none does, and on Cilium not surely the right one where they differ.",
	Limits: "Outbound rules name ports of other pods, which are not read here.",
	Refs:   []string{"https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/#NetworkPolicySpec", "https://docs.cilium.io/en/stable/security/policy/language/#layer-4-examples"},
	For:    []checks.Symptom{checks.PolicyReview},
	Scope:  evidence.Namespace, Side: checks.Both, Weight: checks.Risk,
	Needs: []evidence.Need{evidence.Require(evidence.NetworkPolicies), evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says:   "Write the number of the port in the rule, or declare the port under that name in the pods' containers.",
		Verify: []string{"kubectl -n {{.name}} get pods -o yaml", seePolicy},
	},
	Eval: func(c *checks.Context) {
		reviewRules(c, "every named port means one of the pods' ports", func(p *networkingv1.NetworkPolicy, r rule) {
			pods := selected(c, p)
			for _, port := range r.ports {
				if r.way != networkingv1.PolicyTypeIngress || port.Port == nil || port.Port.Type != intstr.String || len(pods) == 0 {
					continue
				}
				var numbers, others []string
				for i := range pods {
					for _, container := range kube.Containers(&pods[i]) {
						for _, declared := range container.Ports {
							switch {
							case declared.Name == port.Port.StrVal:
								numbers = append(numbers, fmt.Sprint(declared.ContainerPort))
							case kube.Alike(declared.Name, port.Port.StrVal):
								others = append(others, declared.Name)
							}
						}
					}
				}
				numbers, others = sorted(numbers), sorted(others)
				switch hint := ""; {
				case len(numbers) == 0:
					if len(others) > 0 {
						hint = "; they have " + checks.Names(others)
					}
					blame(c, p)
					c.Fail("%s opens the port %q, and none of %s that the policy selects declares one of that name%s", r.says, port.Port.StrVal, checks.Count(len(pods), "pod"), hint)
				case len(slices.Compact(numbers)) > 1:
					blame(c, p)
					c.Fail("%s opens the port %q, which is %s in different pods that the policy selects", r.says, port.Port.StrVal, checks.Names(numbers))
				}
			}
		})
	},
}
