package reach

import (
	"encoding/json"
	"maps"
	"net/netip"
	"slices"

	consts "github.com/cilium/cilium/pkg/k8s/apis/cilium.io"
	slim "github.com/cilium/cilium/pkg/k8s/slim/k8s/apis/meta/v1"
	cilium "github.com/cilium/cilium/pkg/labels"
	"github.com/cilium/cilium/pkg/policy/api"
	"github.com/cilium/cilium/pkg/policy/types"
	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
)

// services is what rules with toServices stand for. An agent resolves them
// before it parses a policy, in a package that lives inside it, so the same is
// done here: a Service with a selector becomes that selector, one without
// becomes the addresses of its endpoints.
type services struct {
	list   []corev1.Service
	slices []discoveryv1.EndpointSlice
}

func (s services) resolve(r *api.Rule) {
	if r == nil {
		return
	}
	for i := range r.Egress {
		for _, to := range r.Egress[i].ToServices {
			for j := range s.list {
				if svc := &s.list[j]; matchesService(to, svc) {
					s.add(&r.Egress[i].EgressCommonRule, svc)
				}
			}
		}
	}
}

func matchesService(to api.Service, svc *corev1.Service) bool {
	if sel := to.K8sServiceSelector; sel != nil {
		selector := types.NewLabelSelector(api.EndpointSelector(sel.Selector))
		return (sel.Namespace == "" || sel.Namespace == svc.Namespace) && types.Matches(selector, serviceLabels(svc.Labels))
	}
	ref := to.K8sService
	return ref != nil && ref.ServiceName == svc.Name && (ref.Namespace == "" || ref.Namespace == svc.Namespace)
}

// serviceLabels matches selectors of Services, which know no source of labels.
type serviceLabels map[string]string

// GetLabel implements labels.LabelMatcher.
func (l serviceLabels) GetLabel(label *cilium.Label) string { return l[label.Key] }

// HasLabel implements labels.LabelMatcher.
func (l serviceLabels) HasLabel(label *cilium.Label) bool {
	_, is := l[label.Key]
	return is
}

// LookupLabel implements labels.LabelMatcher.
func (l serviceLabels) LookupLabel(label *cilium.Label) (value string, is bool) {
	value, is = l[label.Key]
	return value, is
}

func (s services) add(rule *api.EgressCommonRule, svc *corev1.Service) {
	if len(svc.Spec.Selector) > 0 {
		match := maps.Clone(svc.Spec.Selector)
		match[consts.PodNamespaceLabel] = svc.Namespace
		selector := api.NewESFromK8sLabelSelector(cilium.LabelSourceK8sKeyPrefix, &slim.LabelSelector{MatchLabels: match})
		selector.Generated = true
		rule.ToEndpoints = append(rule.ToEndpoints, selector)
		return
	}
	for _, slice := range s.slices {
		if slice.Namespace != svc.Namespace || slice.Labels[discoveryv1.LabelServiceName] != svc.Name {
			continue
		}
		for _, endpoint := range slice.Endpoints {
			for _, text := range endpoint.Addresses {
				if a, err := netip.ParseAddr(text); err == nil {
					rule.ToCIDRSet = append(rule.ToCIDRSet, api.CIDRRule{Cidr: api.CIDR(netip.PrefixFrom(a, a.BitLen()).String()), Generated: true})
				}
			}
		}
	}
}

// ServiceSpaces are the namespaces of the Services that rules with toServices
// name. It is not known where they are if a rule names none, or cannot be read.
func ServiceSpaces(policies []evidence.CiliumPolicy) (namespaces []string, known bool) {
	type rule struct {
		Egress []struct {
			ToServices []api.Service `json:"toServices"`
		} `json:"egress"`
	}
	for i := range policies {
		var p struct {
			Spec  rule   `json:"spec"`
			Specs []rule `json:"specs"`
		}
		if json.Unmarshal(raw(&policies[i]), &p) != nil {
			return nil, false
		}
		for _, r := range append(p.Specs, p.Spec) {
			for _, e := range r.Egress {
				for _, to := range e.ToServices {
					namespaces = append(namespaces, serviceSpace(to))
				}
			}
		}
	}
	slices.Sort(namespaces)
	return slices.Compact(namespaces), !slices.Contains(namespaces, "")
}

// serviceSpace is the namespace that a rule names; "" where it names none.
func serviceSpace(to api.Service) string {
	switch {
	case to.K8sService != nil:
		return to.K8sService.Namespace
	case to.K8sServiceSelector != nil:
		return to.K8sServiceSelector.Namespace
	}
	return ""
}

// missing marks the entries whose peers cannot be known: groups of a cloud
// provider, and Services and groups of addresses that were not read.
func (e *Engine) missing(entries []entry, r *api.Rule) {
	n := len(r.Ingress) + len(r.IngressDeny)
	mark := func(i int, what string, is bool) {
		if is {
			entries[i].missing = what
		}
	}
	for i := range r.Ingress {
		mark(i, "fromGroups", len(r.Ingress[i].FromGroups) > 0)
		mark(i, blockGroup, e.unreadGroup(r.Ingress[i].FromCIDRSet))
	}
	for i := range r.IngressDeny {
		mark(len(r.Ingress)+i, "fromGroups", len(r.IngressDeny[i].FromGroups) > 0)
		mark(len(r.Ingress)+i, blockGroup, e.unreadGroup(r.IngressDeny[i].FromCIDRSet))
	}
	for i := range r.Egress {
		mark(n+i, "toGroups", len(r.Egress[i].ToGroups) > 0)
		mark(n+i, "toServices", len(r.Egress[i].ToServices) > 0 && e.services.list == nil)
		mark(n+i, blockGroup, e.unreadGroup(r.Egress[i].ToCIDRSet))
	}
	for i := range r.EgressDeny {
		mark(n+len(r.Egress)+i, "toGroups", len(r.EgressDeny[i].ToGroups) > 0)
		mark(n+len(r.Egress)+i, "toServices", len(r.EgressDeny[i].ToServices) > 0)
		mark(n+len(r.Egress)+i, blockGroup, e.unreadGroup(r.EgressDeny[i].ToCIDRSet))
	}
}

// blockGroup is the missing of a rule for a CiliumCIDRGroup.
const blockGroup = "CIDR group"

// unreadGroup reports whether blocks are named by groups that were not read.
func (e *Engine) unreadGroup(set api.CIDRRuleSlice) bool {
	return e.groupsUnread && slices.ContainsFunc(set, func(c api.CIDRRule) bool {
		return c.CIDRGroupRef != "" || c.CIDRGroupSelector.LabelSelector != nil
	})
}
