package reach

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/labels"
	"github.com/cilium/cilium/pkg/policy/api"
	"github.com/netwhy/netwhy/checks/evidence"
)

// outside are the faces of addresses that no pod or node has.
func (e *Engine) outside(addresses []netip.Addr, extra labels.Labels) (faces []*face) {
	for _, a := range addresses {
		f := e.address(a, extra)
		faces = append(faces, f)
		if e.dataplane == Cilium && localDNS.Contains(a) {
			host := e.host(End{Sort: Node}, nil)
			f.doubt = "whether Cilium takes " + a.String() + " for the node or for an address outside is not known"
			f.about, host.doubt = "to the address", f.doubt
			faces = append(faces, host)
		}
	}
	return faces
}

// localDNS are the addresses of AKS LocalDNS, which stand on an interface of
// each node. Azure advises to allow both the block and the entity host.
var localDNS = netip.MustParsePrefix("169.254.10.0/24")

// byNumber are the faces of addresses that were asked for as such. To rules for
// host names they are what Cilium knows them for, by answers that its DNS proxy saw.
func (e *Engine) byNumber(end End) []*face {
	known := e.marks(end.Names...)
	faces := e.outside(end.Addresses, known)
	if end.Names != nil || e.dataplane != Cilium {
		return faces
	}
	named := labels.Labels{}
	for _, s := range e.fqdns {
		named[s.label.Key] = s.label
	}
	if len(named) == 0 || slices.ContainsFunc(end.Addresses, netip.Addr.IsLinkLocalUnicast) { // which no host outside has
		return faces
	}
	for _, f := range faces {
		f.about = "to an address of no host that a rule names"
	}
	for _, a := range end.Addresses {
		f := e.address(a, named)
		f.about, f.doubt = "to a host that a rule names", "whether Cilium knows "+a.String()+" for such a host is not known"
		faces = append(faces, f)
	}
	return faces
}

// address is one address outside the cluster: its block, the world, and the
// groups that it is in.
func (e *Engine) address(a netip.Addr, extra labels.Labels) *face {
	all := labels.GetCIDRLabels(netip.PrefixFrom(a, a.BitLen()))
	all.MergeLabels(extra)
	for _, g := range e.groups {
		if slices.ContainsFunc(g.blocks, func(p netip.Prefix) bool { return p.Contains(a) }) {
			all.MergeLabels(g.labels)
		}
	}
	return &face{labels: all.LabelArray(), scope: identity.IdentityScopeLocal, about: a.String()}
}

// named are the faces of a host name: one for each address that DNS is known
// to have answered, marked by the selectors that the name fits. Without a
// known address it is any address, so marked.
func (e *Engine) named(end End) []*face {
	addresses := end.Addresses
	if len(addresses) == 0 {
		addresses = e.names[strings.ToLower(end.Name)]
	}
	if len(addresses) == 0 {
		addresses = []netip.Addr{e.somewhere()}
	}
	return e.outside(addresses, e.marks(end.Name))
}

// marks are the labels that Cilium's DNS proxy puts on the addresses that it
// saw names answered with.
func (e *Engine) marks(names ...string) labels.Labels {
	marks := labels.Labels{}
	for _, s := range e.fqdns {
		if slices.ContainsFunc(names, func(name string) bool {
			return s.pattern.MatchString(strings.ToLower(strings.TrimSuffix(name, ".")) + ".")
		}) {
			marks[s.label.Key] = s.label
		}
	}
	return marks
}

// apiServer is the API server: outside the cluster, as on AKS, or on a node.
func (e *Engine) apiServer(end, other End) (faces []*face) {
	for _, a := range end.Addresses {
		if node, ok := e.nodeAt[a]; ok {
			faces = append(faces, e.node(node, other, labels.LabelKubeAPIServer)...)
		} else {
			faces = append(faces, e.address(a, labels.LabelKubeAPIServer))
		}
	}
	if len(end.Addresses) == 0 {
		faces = append(faces, e.address(e.somewhere(), labels.LabelKubeAPIServer))
	}
	return faces
}

// group is a CIDR group as addresses carry it.
type group struct {
	blocks []netip.Prefix
	labels labels.Labels
}

func groupOf(g *evidence.CiliumCIDRGroup) group {
	made := group{labels: labels.Labels{}}
	for k, v := range g.Labels {
		if strings.HasPrefix(k, "io.cilium") {
			continue
		}
		l := labels.NewLabel(k, v, labels.LabelSourceCIDRGroup)
		made.labels[l.Key] = l
		encoded := labels.EncodedCIDRGroupLabel(l.Key, l.Value, l.Source)
		made.labels[encoded.Key] = encoded
	}
	ref := api.LabelForCIDRGroupRef(g.Name)
	made.labels[ref.Key] = ref
	for _, text := range g.Spec.ExternalCIDRs {
		if p, err := netip.ParsePrefix(text); err == nil {
			made.blocks = append(made.blocks, p.Masked())
		}
	}
	return made
}

// candidates for an address that nobody singles out: public, of different
// parts of the address space, and no well-known service.
var candidates = []string{
	"93.184.215.14", "198.35.26.96", "17.253.144.10", "151.101.1.57", "45.33.32.156", "203.119.101.61", "128.30.52.100", "77.109.139.87", "5.9.243.187", "185.143.172.12",
}

// somewhere is an address of the internet that the fewest blocks of rules
// contain: what is true of it is true of most.
func (e *Engine) somewhere() netip.Addr {
	best, least := netip.Addr{}, -1
	for _, text := range candidates {
		a, n := netip.MustParseAddr(text), 0
		for _, p := range e.blocks {
			if p.Bits() > 0 && p.Contains(a) {
				n++
			}
		}
		if least < 0 || n < least {
			best, least = a, n
		}
	}
	return best
}
