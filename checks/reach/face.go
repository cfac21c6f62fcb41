package reach

import (
	"maps"
	"net/netip"
	"slices"
	"sync"

	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/k8s/utils"
	"github.com/cilium/cilium/pkg/labels"
	"github.com/cilium/cilium/pkg/labelsfilter"
	"github.com/cilium/cilium/pkg/types"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// face is an end as policies see it from the other end: one identity. An end
// has several where it has several addresses, or where it is not known which.
type face struct {
	labels    labels.LabelArray
	scope     identity.NumericIdentity
	namespace string
	host      labels.LabelArray // as a subject, for a node
	ports     types.NamedPortMap
	about     string // what tells it from the end's other faces
	doubt     string // why it may be another one that the end shows, if so

	once sync.Once
	text string // its key
}

// fixed is the scope of faces whose identity has a fixed number.
const fixed = identity.IdentityScopeMask

func (f *face) isHost() bool { return f.host != nil }

func (f *face) subjectLabels() labels.LabelArray {
	if f.isHost() {
		return f.host
	}
	return f.labels
}

// faces are how an end looks to the other.
func (e *Engine) faces(end, other End) []*face {
	switch end.Sort {
	case Pod:
		return []*face{e.pod(end)}
	case Node:
		return e.node(end, other, nil)
	case APIServer:
		return e.apiServer(end, other)
	case Address:
		return e.byNumber(end)
	case Host:
		return e.named(end)
	case Internet:
		return []*face{e.address(e.somewhere(), nil)}
	}
	return nil
}

// pod is the face of a pod, which nobody changes.
func (e *Engine) pod(end End) *face {
	f, _ := e.pods.of(podKey(end, slices.Contains(e.settings.matches(), "pods")), func() (*face, error) { return e.newPod(end), nil })
	return f
}

func (e *Engine) newPod(end End) *face {
	ns := e.namespaces[end.Namespace]
	if ns == nil {
		ns = &metav1.ObjectMeta{Name: end.Namespace}
	}
	all := utils.SanitizePodLabels(maps.Clone(end.Labels), ns, end.Account, e.settings.cluster)
	identifying, _ := labelsfilter.Filter(labels.Map2Labels(all, labels.LabelSourceK8s))
	if slices.Contains(e.settings.matches(), "pods") {
		for _, a := range end.Addresses {
			l := labels.GetCIDRLabelArray(netip.PrefixFrom(a, a.BitLen()))[0]
			identifying[l.Key] = l
		}
	}
	f := &face{labels: identifying.LabelArray(), namespace: end.Namespace, scope: identity.IdentityScopeGlobal, ports: types.NamedPortMap{}}
	named := end.Ports
	if e.dataplane != Cilium {
		named = slices.Concat(end.sidecars, named)
	}
	for _, p := range named {
		// An agent leaves out what it cannot read as well, and of two ports of
		// one name keeps the last.
		_ = f.ports.AddPort(p.Name, int(p.ContainerPort), string(p.Protocol))
	}
	return f
}

// node is a node as seen from another end: to its own pods it is their host,
// to others a remote node. Where a pod runs may be unknown; then it is either.
func (e *Engine) node(end, other End, extra labels.Labels) []*face {
	local, remote := e.host(end, extra), e.remote(end, extra)
	switch {
	case other.Sort != Pod || other.Node != "" && end.Name != "" && other.Node != end.Name:
		return []*face{remote}
	case other.Node != "" && other.Node == end.Name:
		return []*face{local}
	}
	local.doubt, remote.doubt = "where the pod runs is not known", "where the pod runs is not known"
	return []*face{local, remote}
}

func (e *Engine) host(end End, extra labels.Labels) *face {
	all := labels.NewFrom(labels.LabelHost)
	all.MergeLabels(extra)
	f := &face{scope: fixed + identity.ReservedIdentityHost, about: "on the same node"}
	f.host = hostSubject(end)
	f.labels = e.nodeLabels(all, end).LabelArray()
	return f
}

func (e *Engine) remote(end End, extra labels.Labels) *face {
	all := labels.NewFrom(labels.LabelRemoteNode)
	all.MergeLabels(extra)
	f := &face{scope: identity.IdentityScopeRemoteNode, host: hostSubject(end), about: "on another node"}
	f.labels = e.nodeLabels(all, end).LabelArray()
	if known := identity.LookupReservedIdentityByLabels(f.labels.Labels()); known != nil {
		f.scope = fixed + known.ID
	}
	return f
}

// hostSubject is a node as policies of nodes select it.
func hostSubject(end End) labels.LabelArray {
	all := labels.Map2Labels(end.Labels, labels.LabelSourceK8s)
	all.MergeLabels(labels.LabelHost)
	return all.LabelArray()
}

func (e *Engine) nodeLabels(all labels.Labels, end End) labels.Labels {
	if e.settings.nodeLabels {
		all.MergeLabels(labels.Map2Labels(end.Labels, labels.LabelSourceNode))
	}
	if slices.Contains(e.settings.matches(), "nodes") {
		for _, a := range end.Addresses {
			l := labels.GetCIDRLabelArray(netip.PrefixFrom(a, a.BitLen()))[0]
			all[l.Key] = l
		}
	}
	return all
}
