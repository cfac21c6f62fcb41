package ruleset

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	networkingv1 "k8s.io/api/networking/v1"
)

// Enforced are the needs of [Of] that are the same for every subject.
func Enforced(more ...evidence.Need) []evidence.Need {
	return append([]evidence.Need{
		evidence.Require(evidence.Namespaces), evidence.RequireIfInstalled(evidence.CiliumClusterwideNetworkPolicies),
		evidence.RequireIfInstalled(evidence.CalicoGlobalPolicies), evidence.RequireIfInstalled(evidence.AdminPolicies),
		evidence.RequireIfInstalled(evidence.ClusterPolicies),
		evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.CiliumConfig),
		evidence.Require(evidence.AzureNPM), evidence.Require(evidence.CalicoNode), evidence.Prefer(evidence.CiliumCIDRGroups),
	}, more...)
}

// OfNamespace are the policies of the namespace whose pods they select.
func OfNamespace() []evidence.Need {
	return []evidence.Need{
		evidence.Require(evidence.NetworkPolicies), evidence.RequireIfInstalled(evidence.CiliumNetworkPolicies), evidence.RequireIfInstalled(evidence.CalicoPolicies),
	}
}

// AtCallee are needs as those of the callee of a call.
func AtCallee(needs []evidence.Need) []evidence.Need {
	needs = slices.Clone(needs)
	for i := range needs {
		needs[i] = needs[i].AtCallee()
	}
	return needs
}

// Set is what decides about one side of a path.
type Set struct {
	*reach.Engine
	Rules   reach.Rules
	Strange []string // policies whose dialect the engine does not speak
}

// Of reads the policies of a namespace, by the reader of the end that they
// select, and those of the whole cluster. Names are the addresses that hosts have.
func Of(c *checks.Context, end evidence.Reader, names map[string][]netip.Addr) (*Set, error) {
	return By(c, end, Space{evidence.NetworkPolicies, evidence.CiliumNetworkPolicies, evidence.CalicoPolicies}, names)
}

// Space is how the policies of a namespace are recorded.
type Space struct {
	Standard evidence.Kind[networkingv1.NetworkPolicy]
	Cilium   evidence.Kind[evidence.CiliumPolicy]
	Calico   evidence.Kind[evidence.OtherPolicy]
}

// By is like [Of], by other records of the namespace's policies.
func By(c *checks.Context, end evidence.Reader, in Space, names map[string][]netip.Addr) (*Set, error) {
	l := &Set{Rules: reach.Rules{
		Namespaces: evidence.Namespaces.Of(c), NetworkPolicies: in.Standard.Of(end),
		CiliumPolicies:  slices.Concat(in.Cilium.Of(end), evidence.CiliumClusterwideNetworkPolicies.Of(c)),
		ClusterPolicies: evidence.ClusterPolicies.Of(c),
		Names:           names, CIDRGroups: evidence.CiliumCIDRGroups.Of(c),
	}}
	npm, calico := evidence.AzureNPM.Of(c), evidence.CalicoNode.Of(c)
	configs := evidence.CiliumConfig.Of(c)
	switch {
	case len(evidence.CiliumDaemonSet.Of(c)) > 0 && len(configs) > 0:
		l.Rules.Dataplane, l.Rules.Config = reach.Cilium, configs[0].Data
	case len(evidence.CiliumDaemonSet.Of(c)) == 0 && len(npm)+len(calico) > 0:
		l.Rules.Dataplane = reach.Other
	}
	others := slices.Concat(in.Calico.Of(end), evidence.CalicoGlobalPolicies.Of(c), evidence.AdminPolicies.Of(c))
	for _, p := range append(others, l.Rules.Foreign()...) {
		l.Strange = append(l.Strange, KindOf(p.TypeMeta, "policy")+" "+p.Name)
	}
	key := fmt.Sprint(names, l.Rules.Dataplane)
	for _, kind := range []*evidence.Meta{evidence.Namespaces.Meta, evidence.CiliumClusterwideNetworkPolicies.Meta, evidence.ClusterPolicies.Meta, evidence.CiliumConfig.Meta, evidence.CiliumCIDRGroups.Meta} {
		key += digest(c, kind)
	}
	for _, kind := range []*evidence.Meta{in.Standard.Meta, in.Cilium.Meta} {
		key += digest(end, kind)
	}
	engine, err := engines.of(key, l.Rules)
	l.Engine = engine
	return l, err
}

func digest(r evidence.Reader, kind *evidence.Meta) string {
	if entry := r.Read(kind); entry != nil {
		return entry.Digest + " "
	}
	return "- "
}

// Enforcer is who enforces, for a sentence.
func (l *Set) Enforcer(c *checks.Context) string {
	switch {
	case l.Rules.Dataplane == reach.Cilium:
		return "Cilium"
	case len(evidence.AzureNPM.Of(c)) > 0:
		return "Azure NPM"
	}
	return "Calico"
}

// NameOf is how the engine calls a policy.
func NameOf(p *evidence.CiliumPolicy) reach.Policy {
	name := reach.Policy{Kind: "CiliumNetworkPolicy", Namespace: p.Namespace, Name: p.Name}
	if p.Namespace == "" {
		name.Kind = "CiliumClusterwideNetworkPolicy"
	}
	return name
}
