package policy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// seeCilium shows a CiliumNetworkPolicy that a review of its namespace found
// fault with.
const seeCilium = "kubectl -n {{.name}} get ciliumnetworkpolicy {{.policy}} -o yaml"

// sections are the parts of a Cilium rule, by the names that it gives them.
func sections(r *evidence.CiliumRule) map[string][]any {
	return map[string][]any{"ingress": r.Ingress, "ingressDeny": r.IngressDeny, "egress": r.Egress, "egressDeny": r.EgressDeny}
}

// reviewCilium looks at each rule of the namespace's CiliumNetworkPolicies. It
// skips where there is none, and passes where no look finds fault.
func reviewCilium(c *checks.Context, well string, look func(*evidence.CiliumPolicy, *evidence.CiliumRule)) {
	list := evidence.CiliumNetworkPolicies.Of(c)
	if len(list) == 0 {
		c.Skip("the namespace has no CiliumNetworkPolicy")
		return
	}
	for i := range list {
		for _, r := range rulesIn(&list[i]) {
			look(&list[i], &r)
		}
	}
	c.Pass("%s of %s", well, checks.Count(len(list), "CiliumNetworkPolicy"))
}

// blameCilium names a CiliumNetworkPolicy of the namespace as the culprit.
func blameCilium(c *checks.Context, p *evidence.CiliumPolicy) string {
	c.Blame("CiliumNetworkPolicy", p.Namespace, p.Name)
	c.Set("policy", p.Name)
	return "CiliumNetworkPolicy " + p.Name
}

// ciliumSelects are the namespace's living pods that a Cilium rule may select.
func ciliumSelects(c *checks.Context, r *evidence.CiliumRule) []corev1.Pod {
	return kube.Keep(kube.Live(evidence.Pods.Of(c)), func(p *corev1.Pod) bool {
		return r.EndpointSelector != nil && !p.Spec.HostNetwork && mayMatch(*r.EndpointSelector, p)
	})
}

// ciliumPeers are the selectors of pods in a section of a Cilium rule, by where
// they are written.
func ciliumPeers(section string, rules []any) (peers map[string]metav1.LabelSelector) {
	peers = map[string]metav1.LabelSelector{}
	field := "toEndpoints"
	if strings.HasPrefix(section, "ingress") {
		field = "fromEndpoints"
	}
	for i, rule := range rules {
		var read map[string]json.RawMessage
		var list []metav1.LabelSelector
		if json.Unmarshal(text(rule), &read) != nil || json.Unmarshal(read[field], &list) != nil {
			continue
		}
		for k, s := range list {
			peers[fmt.Sprintf("%s[%d].%s[%d]", section, i, field, k)] = s
		}
	}
	return peers
}

// mentions reports whether a field stands anywhere in rules.
func mentions(rules []any, field string) bool {
	return slices.ContainsFunc(rules, func(r any) bool { return strings.Contains(string(text(r)), `"`+field+`":`) })
}
