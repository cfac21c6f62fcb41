package cilium

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
)

// IdentityLabels finds pods whose labels Cilium knows otherwise than they are.
var IdentityLabels = &checks.Check{
	ID:     "cilium.identity-labels",
	Asks:   "Does Cilium know the pods by the labels that they have now?",
	Why:    "Policies are enforced by the labels of the identity. Where these lag behind the pod's, a policy that looks right denies, and one that should deny does not.",
	Limits: "Labels that the pod has and the identity lacks are not judged: Cilium may be told to leave them out. Policies of other namespaces that name the label are not looked for. A label that was changed just now takes some ten seconds: ask again before the remedy.",
	Refs:   []string{"https://docs.cilium.io/en/stable/internals/security-identities/", "https://docs.cilium.io/en/stable/operations/performance/scalability/identity-relevant-labels/"},
	Also:   append(checks.Unreachable(), checks.DNSFails, checks.EgressBlocked, checks.IngressUnreachable, checks.PolicyReview),
	Scope:  evidence.Workload,
	Side:   checks.Both,
	Needs: []evidence.Need{
		evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.Pods), evidence.RequireIfInstalled(evidence.CiliumEndpoints),
		evidence.Require(evidence.NetworkPolicies), evidence.RequireIfInstalled(evidence.CiliumNetworkPolicies), evidence.RequireIfInstalled(evidence.CiliumClusterwideNetworkPolicies),
	},
	Remedy: checks.Remedy{
		Says:    "Restart the agent of the pod's node, which reads the labels anew; see in its log why it did not.",
		Changes: "The node's agent restarts; the kernel forwards on meanwhile.",
		Fix:     []string{"kubectl -n kube-system delete pod -l k8s-app=cilium --field-selector {{.onNode}}"},
		Verify:  []string{"kubectl -n {{.namespace}} get ciliumendpoint {{.pod}} -o yaml", "kubectl -n {{.namespace}} get pod {{.pod}} --show-labels"},
	},
	Eval: func(c *checks.Context) {
		if !installed(c) {
			return
		}
		keys := policyKeys(c)
		known := 0
		for _, p := range managed(c) {
			e := endpointOf(c, &p)
			if e == nil || e.Status.Identity == nil || e.Status.Identity.ID == identityInit {
				continue
			}
			known++
			for _, l := range lagging(&p, e.Status.Identity.Labels) {
				if !slices.Contains(keys, l.key) {
					c.Unknown("Cilium knows pod %s %s; no policy of the namespace names that label", p.Name, l.says)
					continue
				}
				c.Set("pod", p.Name)
				c.Set("onNode", "spec.nodeName="+p.Spec.NodeName)
				c.Relate(c.Subject(), evidence.Of(evidence.Node, "", p.Spec.NodeName))
				c.Fail("Cilium knows pod %s %s, and a policy of the namespace names that label", p.Name, l.says)
			}
		}
		if known == 0 {
			c.Skip("Cilium gave no running pod of the workload an identity")
			return
		}
		c.Pass("the identities of %s have the pods' labels", checks.Count(known, "pod"))
	},
}

// policyKeys are the keys of the labels that policies of the namespace name.
func policyKeys(c *checks.Context) (keys []string) {
	for _, p := range evidence.NetworkPolicies.Of(c) {
		keys = append(keys, selectorKeys(p.Spec)...)
	}
	for _, p := range policiesWith(c, func(*evidence.CiliumPolicy) bool { return true }) {
		keys = append(keys, selectorKeys(rulesOf(&p))...)
	}
	return keys
}

// lag is a label that an identity has otherwise than the pod.
type lag struct{ key, says string }

// lagging are the identity's labels that the pod has otherwise, or no longer.
// Keys that Cilium makes itself are no labels of the pod.
func lagging(p *corev1.Pod, identity []string) (list []lag) {
	for _, label := range identity {
		plain, ok := strings.CutPrefix(label, "k8s:")
		key, value, _ := strings.Cut(plain, "=")
		if !ok || strings.HasPrefix(key, "io.cilium.") || strings.HasPrefix(key, "io.kubernetes.") {
			continue
		}
		switch now, there := p.Labels[key]; {
		case !there:
			list = append(list, lag{key, fmt.Sprintf("with the label %s=%s, which it does not have", key, value)})
		case now != value:
			list = append(list, lag{key, fmt.Sprintf("as %s=%s, and it is %s=%s", key, value, key, now)})
		}
	}
	return list
}
