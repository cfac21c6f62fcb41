package path

import (
	"context"
	"net/netip"
	"slices"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
)

// eyes reads, and remembers what could not be read.
type eyes struct {
	ctx   context.Context
	look  Look
	gaps  []evidence.Gap
	notes []string
	names map[string][]netip.Addr
}

// see reads a kind of a subject. An API that does not exist reads as empty.
func see[T any](e *eyes, kind evidence.Kind[T], subject evidence.Subject) []T {
	list, gap := glance(e, kind, subject)
	if gap != nil && gap.Reason != evidence.NotInstalled && !slices.Contains(e.gaps, *gap) {
		e.gaps = append(e.gaps, *gap)
	}
	return list
}

// glance reads what an answer can do without.
func glance[T any](e *eyes, kind evidence.Kind[T], subject evidence.Subject) ([]T, *evidence.Gap) {
	snapshot := e.look(e.ctx, []evidence.Want{{Kind: kind.Meta, Subject: subject}})
	entry, gap := snapshot.Find(kind.Meta, subject)
	if entry == nil {
		return nil, &gap
	}
	return kind.Of(only{entry}), nil
}

// only reads one entry.
type only struct{ entry *evidence.Entry }

// Read implements [evidence.Reader].
func (o only) Read(*evidence.Meta) *evidence.Entry { return o.entry }

func space(name string) evidence.Subject { return evidence.Of(evidence.Namespace, "", name) }

// law reads at once all policies that may decide, so that seeing them one by
// one does not wait for each.
func (e *eyes) law(ends ...place) {
	var wants []evidence.Want
	want := func(s evidence.Subject, kinds ...evidence.Any) {
		for _, k := range kinds {
			wants = append(wants, evidence.Want{Kind: k.About(), Subject: s})
		}
	}
	want(evidence.TheCluster, evidence.Namespaces, evidence.CiliumDaemonSet, evidence.CiliumConfig, evidence.AzureNPM, evidence.CalicoNode,
		evidence.CiliumClusterwideNetworkPolicies, evidence.CiliumCIDRGroups, evidence.CalicoGlobalPolicies, evidence.AdminPolicies, evidence.ClusterPolicies)
	for _, ns := range namespaces(ends...) {
		want(space(ns), evidence.Pods, evidence.Services, evidence.EndpointSlices, evidence.NetworkPolicies, evidence.CiliumNetworkPolicies, evidence.CalicoPolicies)
	}
	e.look(e.ctx, wants)
}

func namespaces(ends ...place) (list []string) {
	for _, p := range ends {
		if p.namespace != "" && !slices.Contains(list, p.namespace) {
			list = append(list, p.namespace)
		}
	}
	return list
}

// rules are all that may decide about a way between two ends.
func (e *eyes) rules(ends ...place) reach.Rules {
	r := reach.Rules{
		Namespaces:     see(e, evidence.Namespaces, evidence.TheCluster),
		CiliumPolicies: slices.Clone(see(e, evidence.CiliumClusterwideNetworkPolicies, evidence.TheCluster)), Names: e.names,
		ClusterPolicies: see(e, evidence.ClusterPolicies, evidence.TheCluster),
	}
	r.CIDRGroups = e.blockGroups()
	for _, ns := range namespaces(ends...) {
		r.NetworkPolicies = append(r.NetworkPolicies, see(e, evidence.NetworkPolicies, space(ns))...)
		r.CiliumPolicies = append(r.CiliumPolicies, see(e, evidence.CiliumNetworkPolicies, space(ns))...)
	}
	r.Services, r.EndpointSlices = e.services(r.CiliumPolicies)
	cilium, config := see(e, evidence.CiliumDaemonSet, evidence.TheCluster), see(e, evidence.CiliumConfig, evidence.TheCluster)
	others := len(see(e, evidence.AzureNPM, evidence.TheCluster)) + len(see(e, evidence.CalicoNode, evidence.TheCluster))
	switch {
	case len(cilium) > 0 && len(config) > 0:
		r.Dataplane, r.Config = reach.Cilium, config[0].Data
	case len(cilium) == 0 && others > 0:
		r.Dataplane = reach.Other
	}
	for _, p := range ends {
		if p.sort == "node" {
			r.Nodes = append(r.Nodes, see(e, evidence.NodeObject, evidence.Of(evidence.Node, "", p.name))...)
		}
	}
	return r
}

// services are those that rules with toServices stand for, and what is behind
// them: nil where that is not known.
func (e *eyes) services(policies []evidence.CiliumPolicy) (services []corev1.Service, slices []discoveryv1.EndpointSlice) {
	namespaces, known := reach.ServiceSpaces(policies)
	if !known {
		return nil, nil
	}
	services = []corev1.Service{}
	for _, ns := range namespaces {
		found, gap := glance(e, evidence.Services, space(ns))
		behind, unread := glance(e, evidence.EndpointSlices, space(ns))
		if gap != nil || unread != nil {
			return nil, nil
		}
		services, slices = append(services, found...), append(slices, behind...)
	}
	return services, slices
}

// blockGroups are the groups of addresses that rules may name: nil where they
// could not be read, which only rules that name one depend on.
func (e *eyes) blockGroups() []evidence.CiliumCIDRGroup {
	groups, gap := glance(e, evidence.CiliumCIDRGroups, evidence.TheCluster)
	if gap != nil && gap.Reason == evidence.NotInstalled {
		return []evidence.CiliumCIDRGroup{}
	}
	return groups
}

// strange names policies of dialects that are not evaluated.
func (e *eyes) strange(r *reach.Rules, ends ...place) string {
	var names []string
	add := func(list []evidence.OtherPolicy) {
		for _, p := range list {
			names = append(names, p.Kind+" "+p.Name)
		}
	}
	add(see(e, evidence.CalicoGlobalPolicies, evidence.TheCluster))
	add(see(e, evidence.AdminPolicies, evidence.TheCluster))
	add(r.Foreign())
	for _, ns := range namespaces(ends...) {
		add(see(e, evidence.CalicoPolicies, space(ns)))
	}
	return checks.Names(names)
}
