package cilium

import (
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// NamedPorts finds outbound rules for a port by a name that the pods which are
// called give to different ports, of which an old Cilium makes nothing.
var NamedPorts = &checks.Check{
	ID:   "cilium.named-ports",
	Asks: "Does Cilium know the ports that the namespace's outbound rules name?",
	Why: "Before 1.20 Cilium makes one number of a port's name in an outbound rule. Where the pods that the rule lets be called declare different numbers under it, " +
		"Cilium leaves the rule out, and all of them stay denied.",
	Limits: "Only pods of the namespace are compared; old builds of Cilium count those of all others, too. The version is told by the tag of the agents' image. Whether another rule opens the ports is not judged.",
	Refs: []string{
		"https://github.com/cilium/cilium/issues/30003", "https://github.com/cilium/cilium/pull/45760", "cilium v1.20.2 pkg/types/portmap.go",
		"https://learn.microsoft.com/azure/aks/migrate-from-npm-to-cilium-network-policy",
	},
	For:    []checks.Symptom{checks.PolicyReview},
	Also:   []checks.Symptom{checks.EgressBlocked, checks.ConnectionTimeout},
	Scope:  evidence.Namespace,
	Side:   checks.Both,
	Weight: checks.Risk,
	Needs:  []evidence.Need{evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.NetworkPolicies), evidence.Require(evidence.Pods)},
	Remedy: checks.Remedy{
		Says:   "Write the numbers of the ports in the rule, one for each, in place of the name.",
		Verify: []string{"kubectl -n {{.name}} get networkpolicy {{.policy}} -o yaml", "kubectl -n {{.name}} get pods -o yaml"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		minor, known := kube.CiliumMinor(agentImage(c))
		for _, p := range evidence.NetworkPolicies.Of(c) {
			if len(p.Spec.PolicyTypes) > 0 && !slices.Contains(p.Spec.PolicyTypes, networkingv1.PolicyTypeEgress) {
				continue
			}
			for i, r := range p.Spec.Egress {
				for _, port := range r.Ports {
					numbers := declared(c, r.To, port)
					if len(numbers) < 2 {
						continue
					}
					said := fmt.Sprintf("NetworkPolicy %s, egress[%d] opens the port %q, which is %s in different pods", p.Name, i, port.Port.StrVal, checks.Names(numbers))
					switch {
					case !known:
						c.Unknown("%s, and the agents' image does not tell its version", said)
					case minor >= 20:
						c.Pass("%s, each of which Cilium 1.%d looks up", said, minor)
					default:
						c.Blame("NetworkPolicy", p.Namespace, p.Name)
						c.Set("policy", p.Name)
						c.Fail("%s: Cilium 1.%d opens none of them by this rule", said, minor)
					}
				}
			}
		}
		c.Pass("no outbound rule of the namespace names a port that is different ones")
	},
}

// declared are the numbers that pods of the namespace which a rule surely lets
// be called give to a port's name.
func declared(c *checks.Context, to []networkingv1.NetworkPolicyPeer, port networkingv1.NetworkPolicyPort) (numbers []string) {
	if port.Port == nil || port.Port.Type != intstr.String {
		return nil
	}
	for _, pod := range kube.Live(evidence.Pods.Of(c)) {
		called := len(to) == 0 || slices.ContainsFunc(to, func(p networkingv1.NetworkPolicyPeer) bool {
			return p.IPBlock == nil && matches(p.NamespaceSelector, nil) && matches(p.PodSelector, pod.Labels)
		})
		if !called || pod.Spec.HostNetwork {
			continue
		}
		for _, container := range pod.Spec.Containers { // Cilium does not know the ports of sidecars
			for _, d := range container.Ports {
				number := fmt.Sprint(d.ContainerPort)
				if d.Name == port.Port.StrVal && kube.Protocol(d.Protocol) == kube.ProtocolOf(port.Protocol) && !slices.Contains(numbers, number) {
					numbers = append(numbers, number)
				}
			}
		}
	}
	slices.Sort(numbers)
	return numbers
}

// matches reports whether a selector is none, or surely matches some labels.
func matches(s *metav1.LabelSelector, set map[string]string) bool {
	if s == nil {
		return true
	}
	compiled, err := metav1.LabelSelectorAsSelector(s)
	return err == nil && (compiled.Empty() || set != nil && compiled.Matches(labels.Set(set)))
}
