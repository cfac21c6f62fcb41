package reach

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/cilium/cilium/pkg/clustermesh/types"
	"github.com/cilium/cilium/pkg/k8s"
	v2 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	slim "github.com/cilium/cilium/pkg/k8s/slim/k8s/api/networking/v1"
	"github.com/cilium/cilium/pkg/policy/api"
	policytypes "github.com/cilium/cilium/pkg/policy/types"
	"github.com/cilium/cilium/pkg/policy/utils"
	"github.com/netwhy/netwhy/checks/evidence"
	networkingv1 "k8s.io/api/networking/v1"
	clusterv1alpha2 "sigs.k8s.io/network-policy-api/apis/v1alpha2"
)

// anyCluster adds no requirement to selectors: evidence is of one cluster.
const anyCluster = types.PolicyAnyCluster

// standard adds a NetworkPolicy.
func (e *Engine) standard(p *networkingv1.NetworkPolicy) error {
	name := Policy{Kind: "NetworkPolicy", Namespace: p.Namespace, Name: p.Name}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	var np slim.NetworkPolicy
	if err := json.Unmarshal(text, &np); err != nil {
		return err
	}
	entries, err := k8s.ParseNetworkPolicy(silent, anyCluster, &np)
	if err != nil {
		return err
	}
	sections := standardSections(p)
	if len(sections) != len(entries) {
		return fmt.Errorf("%d rules became %d", len(sections), len(entries))
	}
	e.book.add(name, entries, sections)
	return nil
}

// standardSections says where each entry of a NetworkPolicy is written, in
// the order in which Cilium makes them: one a peer, or one for a rule or a
// direction that has none.
func standardSections(p *networkingv1.NetworkPolicy) (sections []string) {
	peers := func(section string, n int) {
		for i := range n {
			sections = append(sections, fmt.Sprintf("%s[%d]", section, i))
		}
	}
	for i, r := range p.Spec.Ingress {
		if section := fmt.Sprintf("ingress[%d]", i); len(r.From) == 0 {
			sections = append(sections, section)
		} else {
			peers(section+".from", len(r.From))
		}
	}
	if len(sections) == 0 && (has(p, networkingv1.PolicyTypeIngress) || !has(p, networkingv1.PolicyTypeEgress)) {
		sections = append(sections, "ingress")
	}
	in := len(sections)
	for i, r := range p.Spec.Egress {
		if section := fmt.Sprintf("egress[%d]", i); len(r.To) == 0 {
			sections = append(sections, section)
		} else {
			peers(section+".to", len(r.To))
		}
	}
	if len(sections) == in && has(p, networkingv1.PolicyTypeEgress) {
		sections = append(sections, "egress")
	}
	return sections
}

func has(p *networkingv1.NetworkPolicy, way networkingv1.PolicyType) bool {
	for _, t := range p.Spec.PolicyTypes {
		if t == way {
			return true
		}
	}
	return false
}

// cilium adds a CiliumNetworkPolicy or a CiliumClusterwideNetworkPolicy.
func (e *Engine) cilium(name Policy, raw []byte) error {
	var cnp v2.CiliumNetworkPolicy
	if err := json.Unmarshal(raw, &cnp); err != nil {
		return err
	}
	for _, r := range append(slices.Clone(cnp.Specs), cnp.Spec) {
		e.services.resolve(r)
	}
	rules, err := cnp.Parse(silent, anyCluster)
	if err != nil {
		return err
	}
	var written []*api.Rule
	if cnp.Spec != nil {
		written = append(written, cnp.Spec)
	}
	for i, r := range append(written, cnp.Specs...) {
		prefix := ""
		if i >= len(written) {
			prefix = fmt.Sprintf("specs[%d].", i-len(written))
		}
		entries := utils.RulesToPolicyEntries(api.Rules{rules[i]})
		first := len(e.book.entries)
		e.book.add(name, entries, ciliumSections(prefix, r))
		e.missing(e.book.entries[first:], r)
	}
	return nil
}

// ciliumSections says where each entry of a rule is written, in the order in
// which Cilium makes them.
func ciliumSections(prefix string, r *api.Rule) (sections []string) {
	for _, s := range []struct {
		name string
		n    int
	}{{"ingress", len(r.Ingress)}, {"ingressDeny", len(r.IngressDeny)}, {"egress", len(r.Egress)}, {"egressDeny", len(r.EgressDeny)}} {
		for i := range s.n {
			sections = append(sections, fmt.Sprintf("%s%s[%d]", prefix, s.name, i))
		}
	}
	return sections
}

// cluster adds a ClusterNetworkPolicy.
func (e *Engine) cluster(name Policy, object *evidence.OtherPolicy) error {
	var p clusterv1alpha2.ClusterNetworkPolicy
	text, err := json.Marshal(object)
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil {
		return err
	}
	entries, err := k8s.ParseClusterNetworkPolicy(silent, anyCluster, &p)
	if err != nil {
		return err
	}
	sections := make([]string, len(entries))
	for i, entry := range entries {
		if entry.Subject == nil {
			return errors.New("it has no subject")
		}
		// Which rule an entry is from shows in its priority; a direction has at
		// most 25 rules, and their priorities are hundredths apart.
		sections[i] = clusterSection(entry, float64(p.Spec.Priority))
	}
	e.book.add(name, entries, sections)
	return nil
}

func clusterSection(e *policytypes.PolicyEntry, base float64) string {
	way := "egress"
	if e.Ingress {
		way = "ingress"
	}
	return fmt.Sprintf("%s[%d]", way, int(math.Round((e.Priority-base)*100)))
}
