package reach

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/cilium/cilium/pkg/labels"
	"github.com/netwhy/netwhy/checks/evidence"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Engine answers questions about the paths of one cluster. It may be used by
// several goroutines at once.
type Engine struct {
	settings   *settings
	dataplane  Dataplane
	book       book
	refused    []refusal
	namespaces map[string]*metav1.ObjectMeta
	nodes      map[string]End
	nodeAt     map[netip.Addr]End
	groups     []group
	// groupsUnread is that rules for groups of addresses cannot be judged.
	groupsUnread bool
	services     services
	names        map[string][]netip.Addr
	fqdns        []fqdn         // every selector of host names
	blocks       []netip.Prefix // every block of addresses that rules name
	sides        *known[sideKey, Side]
	pods         *known[string, *face]
}

// fqdn is a selector of host names: which it fits, and the label by which
// their addresses are known.
type fqdn struct {
	pattern *regexp.Regexp
	label   labels.Label
}

// New reads the rules of a cluster. Its error is of the settings, which no
// single policy can be blamed for; see [Engine.Refused] for those that can.
func New(r Rules) (*Engine, error) {
	e := &Engine{
		settings: settingsOf(r), dataplane: r.Dataplane, groupsUnread: r.CIDRGroups == nil, services: services{r.Services, r.EndpointSlices}, sides: &known[sideKey, Side]{}, pods: &known[string, *face]{}, book: book{byNamespace: map[string][]int{}},
		namespaces: map[string]*metav1.ObjectMeta{}, nodes: map[string]End{}, nodeAt: map[netip.Addr]End{}, names: map[string][]netip.Addr{},
	}
	for i := range r.Namespaces {
		e.namespaces[r.Namespaces[i].Name] = &r.Namespaces[i].ObjectMeta
	}
	for i := range r.Nodes {
		n := NodeEnd(&r.Nodes[i])
		e.nodes[n.Name] = n
		for _, a := range n.Addresses {
			e.nodeAt[a] = n
		}
	}
	for name, addresses := range r.Names {
		e.names[strings.ToLower(strings.TrimSuffix(name, "."))] = addresses
	}
	release, err := e.settings.hold()
	if err != nil {
		return nil, fmt.Errorf("cannot take over the settings of cilium-config: %w", err)
	}
	defer release()
	for i := range r.CIDRGroups {
		e.groups = append(e.groups, groupOf(&r.CIDRGroups[i]))
	}
	e.read(r)
	e.index()
	return e, nil
}

// read parses the policies of the dialects that are in force.
func (e *Engine) read(r Rules) {
	if e.settings.networkPolicies {
		for i := range r.NetworkPolicies {
			p := &r.NetworkPolicies[i]
			e.try(Policy{"NetworkPolicy", p.Namespace, p.Name}, subjectOfStandard(p), func(Policy) error { return e.standard(p) })
		}
	}
	if e.dataplane != Cilium {
		return
	}
	for _, p := range r.CiliumPolicies {
		name, on := Policy{"CiliumNetworkPolicy", p.Namespace, p.Name}, e.settings.ciliumPolicies
		if p.Namespace == "" {
			name.Kind, on = "CiliumClusterwideNetworkPolicy", e.settings.clusterwidePolicies
		}
		if on {
			e.try(name, subjectOfCilium(&p), func(n Policy) error { return e.cilium(n, raw(&p)) })
		}
	}
	if e.settings.clusterPolicies {
		for i := range r.ClusterPolicies {
			p := &r.ClusterPolicies[i]
			e.try(Policy{Kind: "ClusterNetworkPolicy", Name: p.Name}, anySubject, func(n Policy) error { return e.cluster(n, p) })
		}
	}
}

// try reads one policy, and lists it as refused if Cilium does not take it.
// What it has added before it failed is taken back.
func (e *Engine) try(name Policy, subject selects, read func(Policy) error) {
	before := len(e.book.entries)
	err := guard(func() error { return read(name) })
	if err != nil {
		e.book.entries = e.book.entries[:before]
		e.book.forget(before)
		e.refused = append(e.refused, refusal{Refusal{name, err.Error()}, subject})
	}
}

// index notes the host names and blocks of addresses that rules mention.
func (e *Engine) index() {
	seen := map[string]bool{}
	for _, entry := range e.book.entries {
		for _, s := range entry.L3 {
			e.blocks = append(e.blocks, s.GetCIDRPrefixes()...)
			f, ok := s.GetFQDNSelector()
			if !ok || seen[s.Key()] {
				continue
			}
			seen[s.Key()] = true
			if pattern, err := f.ToRegex(); err == nil {
				e.fqdns = append(e.fqdns, fqdn{pattern, f.IdentityLabel()})
			}
		}
	}
	for _, g := range e.groups {
		e.blocks = append(e.blocks, g.blocks...)
	}
}

// Refused are the policies that Cilium does not take, with its own words.
func (e *Engine) Refused() (list []Refusal) {
	for _, r := range e.refused {
		list = append(list, r.Refusal)
	}
	return list
}

// raw is the whole object of a Cilium policy.
func raw(p *evidence.CiliumPolicy) []byte {
	text, err := p.MarshalJSON()
	if err != nil {
		return nil // says of itself that it is no JSON
	}
	return text
}
