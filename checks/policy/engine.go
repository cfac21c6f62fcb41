package policy

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// enforced are the needs of [engineOf] that are the same for every subject.
func enforced(more ...evidence.Need) []evidence.Need {
	return append([]evidence.Need{
		evidence.Require(evidence.Namespaces), evidence.RequireIfInstalled(evidence.CiliumClusterwideNetworkPolicies),
		evidence.RequireIfInstalled(evidence.CalicoGlobalPolicies), evidence.RequireIfInstalled(evidence.AdminPolicies),
		evidence.Require(evidence.CiliumDaemonSet), evidence.Require(evidence.CiliumConfig),
		evidence.Require(evidence.AzureNPM), evidence.Require(evidence.CalicoNode), evidence.Prefer(evidence.CiliumCIDRGroups),
	}, more...)
}

// ofNamespace are the policies of the namespace whose pods they select.
func ofNamespace() []evidence.Need {
	return []evidence.Need{
		evidence.Require(evidence.NetworkPolicies), evidence.RequireIfInstalled(evidence.CiliumNetworkPolicies), evidence.RequireIfInstalled(evidence.CalicoPolicies),
	}
}

// atCallee are needs as those of the callee of a call.
func atCallee(needs []evidence.Need) []evidence.Need {
	needs = slices.Clone(needs)
	for i := range needs {
		needs[i] = needs[i].AtCallee()
	}
	return needs
}

// law is what decides about one side of a path.
type law struct {
	*reach.Engine
	rules   reach.Rules
	strange []string // policies whose dialect the engine does not speak
}

// lawOf reads the policies of a namespace, by the reader of the end that they
// select, and those of the whole cluster.
func lawOf(c *checks.Context, end evidence.Reader, names map[string][]netip.Addr) (*law, error) {
	return lawBy(c, end, space{evidence.NetworkPolicies, evidence.CiliumNetworkPolicies, evidence.CalicoPolicies}, names)
}

// space is how the policies of a namespace are recorded.
type space struct {
	standard evidence.Kind[networkingv1.NetworkPolicy]
	cilium   evidence.Kind[evidence.CiliumPolicy]
	calico   evidence.Kind[evidence.OtherPolicy]
}

// lawBy is like [lawOf], by other records of the namespace's policies.
func lawBy(c *checks.Context, end evidence.Reader, in space, names map[string][]netip.Addr) (*law, error) {
	l := &law{rules: reach.Rules{
		Namespaces: evidence.Namespaces.Of(c), NetworkPolicies: in.standard.Of(end),
		CiliumPolicies: slices.Concat(in.cilium.Of(end), evidence.CiliumClusterwideNetworkPolicies.Of(c)),
		Names:          names, CIDRGroups: evidence.CiliumCIDRGroups.Of(c),
	}}
	npm, calico := evidence.AzureNPM.Of(c), evidence.CalicoNode.Of(c)
	configs := evidence.CiliumConfig.Of(c)
	switch {
	case len(evidence.CiliumDaemonSet.Of(c)) > 0 && len(configs) > 0:
		l.rules.Dataplane, l.rules.Config = reach.Cilium, configs[0].Data
	case len(evidence.CiliumDaemonSet.Of(c)) == 0 && len(npm)+len(calico) > 0:
		l.rules.Dataplane = reach.Other
	}
	for _, p := range slices.Concat(in.calico.Of(end), evidence.CalicoGlobalPolicies.Of(c), evidence.AdminPolicies.Of(c)) {
		l.strange = append(l.strange, kindOf(p.TypeMeta, "policy")+" "+p.Name)
	}
	key := fmt.Sprint(names, l.rules.Dataplane)
	for _, kind := range []*evidence.Meta{evidence.Namespaces.Meta, evidence.CiliumClusterwideNetworkPolicies.Meta, evidence.CiliumConfig.Meta, evidence.CiliumCIDRGroups.Meta} {
		key += digest(c, kind)
	}
	for _, kind := range []*evidence.Meta{in.standard.Meta, in.cilium.Meta} {
		key += digest(end, kind)
	}
	engine, err := engines.of(key, l.rules)
	l.Engine = engine
	return l, err
}

func digest(r evidence.Reader, kind *evidence.Meta) string {
	if entry := r.Read(kind); entry != nil {
		return entry.Digest + " "
	}
	return "- "
}

// enforcer is who enforces, for a sentence.
func (l *law) enforcer(c *checks.Context) string {
	switch {
	case l.rules.Dataplane == reach.Cilium:
		return "Cilium"
	case len(evidence.AzureNPM.Of(c)) > 0:
		return "Azure NPM"
	}
	return "Calico"
}

func nameOf(p *evidence.CiliumPolicy) reach.Policy {
	name := reach.Policy{Kind: "CiliumNetworkPolicy", Namespace: p.Namespace, Name: p.Name}
	if p.Namespace == "" {
		name.Kind = "CiliumClusterwideNetworkPolicy"
	}
	return name
}

// address is an IP address of a record, the zero value if it is none.
func address(text string) netip.Addr {
	a, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap()
}

// escapes says why a denial may not hold for a pod; empty if it does.
func escapes(pod *corev1.Pod, ingress bool) string {
	switch {
	case windows(pod):
		return "it runs on Windows, where another engine enforces"
	case !ingress && pod.Annotations[gatewayAnnotation] != "":
		return "what leaves through its static egress gateway escapes policies"
	}
	return ""
}
