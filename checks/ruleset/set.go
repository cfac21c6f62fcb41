package ruleset

import (
	"bytes"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
)

// Enforced are the needs of [Of] that are the same for every subject.
func Enforced(more ...evidence.Need) []evidence.Need {
	return append([]evidence.Need{
		evidence.Require(evidence.Namespaces), evidence.RequireIfInstalled(evidence.CiliumClusterwideNetworkPolicies),
		evidence.RequireIfInstalled(evidence.CalicoGlobalPolicies), evidence.RequireIfInstalled(evidence.AdminPolicies),
		evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.CiliumConfig),
		evidence.Require(evidence.AzureNPM), evidence.Require(evidence.CalicoNode),
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
	l := &Set{Rules: reach.Rules{
		Namespaces: evidence.Namespaces.Of(c), NetworkPolicies: evidence.NetworkPolicies.Of(end),
		CiliumPolicies: slices.Concat(evidence.CiliumNetworkPolicies.Of(end), evidence.CiliumClusterwideNetworkPolicies.Of(c)),
		Names:          names,
	}}
	npm, calico := evidence.AzureNPM.Of(c), evidence.CalicoNode.Of(c)
	configs := evidence.CiliumConfig.Of(c)
	switch {
	case len(evidence.CiliumDaemonSet.Of(c)) > 0 && len(configs) > 0:
		l.Rules.Dataplane, l.Rules.Config = reach.Cilium, configs[0].Data
	case len(evidence.CiliumDaemonSet.Of(c)) == 0 && len(npm)+len(calico) > 0:
		l.Rules.Dataplane = reach.Other
	}
	for _, p := range slices.Concat(evidence.CalicoPolicies.Of(end), evidence.CalicoGlobalPolicies.Of(c), evidence.AdminPolicies.Of(c)) {
		l.Strange = append(l.Strange, KindOf(p.TypeMeta, "policy")+" "+p.Name)
	}
	key := fmt.Sprint(names, l.Rules.Dataplane)
	for _, kind := range []*evidence.Meta{evidence.Namespaces.Meta, evidence.CiliumClusterwideNetworkPolicies.Meta, evidence.CiliumConfig.Meta} {
		key += digest(c, kind)
	}
	for _, kind := range []*evidence.Meta{evidence.NetworkPolicies.Meta, evidence.CiliumNetworkPolicies.Meta} {
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

// unspoken are words of rules that are resolved by more than policies.
var unspoken = []string{`"cidrGroupRef"`, `"cidrGroupSelector"`}

// LeavesOpen names a policy that selects an end, and by a rule that is not
// evaluated may allow what the others do not; empty if there is none.
func (l *Set) LeavesOpen(selecting []reach.Policy, words ...string) string {
	for _, p := range l.Rules.CiliumPolicies {
		name := NameOf(&p)
		if !slices.Contains(selecting, name) {
			continue
		}
		for _, word := range append(words, unspoken...) {
			if bytes.Contains(p.Raw, []byte(word)) {
				return name.String() + " has rules with " + strings.Trim(word, `"`)
			}
		}
	}
	return ""
}

// NameOf is how the engine calls a policy.
func NameOf(p *evidence.CiliumPolicy) reach.Policy {
	name := reach.Policy{Kind: "CiliumNetworkPolicy", Namespace: p.Namespace, Name: p.Name}
	if p.Namespace == "" {
		name.Kind = "CiliumClusterwideNetworkPolicy"
	}
	return name
}
