package reach

import (
	"net/netip"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// Sort is what an end of a path is.
type Sort string

// The sorts of ends.
const (
	Pod       Sort = "pod"
	Node      Sort = "node" // a node, or a pod on its network
	APIServer Sort = "kube-apiserver"
	Address   Sort = "address" // outside the cluster
	Host      Sort = "host"    // a name that DNS answers for
	Internet  Sort = "internet"
)

// End is one end of a path.
type End struct {
	Sort      Sort
	Namespace string
	Name      string // of the pod, the node or the host
	Labels    map[string]string
	Account   string // the pod's service account
	Node      string // where the pod runs
	Addresses []netip.Addr
	Names     []string               // of hosts, for which Cilium knows an address; nil where that is not known
	Ports     []corev1.ContainerPort // a rule may name them
	sidecars  []corev1.ContainerPort // the same, of sidecars, whose names Cilium does not know
	unread    bool                   // a pod of which only the name is known
}

// PodEnd is a pod as an end. A pod on its node's network is the node.
func PodEnd(p *corev1.Pod) End {
	e := End{Sort: Pod, Namespace: p.Namespace, Name: p.Name, Labels: p.Labels, Account: p.Spec.ServiceAccountName, Node: p.Spec.NodeName}
	if p.Spec.HostNetwork {
		e = End{Sort: Node, Name: p.Spec.NodeName}
	}
	for _, ip := range p.Status.PodIPs {
		e.Addresses = appendAddress(e.Addresses, ip.IP)
	}
	if len(p.Status.PodIPs) == 0 {
		e.Addresses = appendAddress(e.Addresses, p.Status.PodIP)
	}
	for _, c := range p.Spec.InitContainers {
		if c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways {
			e.sidecars = append(e.sidecars, c.Ports...)
		}
	}
	for _, c := range p.Spec.Containers {
		e.Ports = append(e.Ports, c.Ports...)
	}
	return e
}

// NodeEnd is a node as an end.
func NodeEnd(n *corev1.Node) End {
	e := End{Sort: Node, Name: n.Name, Labels: n.Labels}
	for _, a := range n.Status.Addresses {
		e.Addresses = appendAddress(e.Addresses, a.Address)
	}
	return e
}

// AddressEnd is an address outside the cluster. A pod's address must be asked
// about as the pod: to Cilium that is who is called, not where. A node's is
// recognised. Names are of hosts that Cilium was seen to know it for, as flows
// show; without one, it is not known whether a rule for host names opens it.
func AddressEnd(a netip.Addr, names ...string) End {
	return End{Sort: Address, Addresses: []netip.Addr{a}, Names: names}
}

// HostEnd is a host name. Its addresses are those that the rules' Names hold.
func HostEnd(name string) End { return End{Sort: Host, Name: strings.TrimSuffix(name, ".")} }

// InternetEnd is any address outside that no rule singles out.
func InternetEnd() End { return End{Sort: Internet} }

// APIServerEnd is the Kubernetes API server at its own addresses, as the
// EndpointSlice of the Service default/kubernetes lists them.
func APIServerEnd(addresses ...netip.Addr) End { return End{Sort: APIServer, Addresses: addresses} }

func appendAddress(list []netip.Addr, text string) []netip.Addr {
	if a, err := netip.ParseAddr(text); err == nil {
		return append(list, a.Unmap().WithZone(""))
	}
	return list
}

// String is the end as a reader knows it.
func (e End) String() string {
	switch {
	case e.Sort == Pod:
		return "pod " + e.Namespace + "/" + e.Name
	case e.Sort == Node && e.Name != "":
		return "node " + e.Name
	case e.Sort == Host:
		return e.Name
	case e.Sort == Address && len(e.Addresses) > 0:
		return e.Addresses[0].String()
	case e.Sort == Internet:
		return "the internet"
	case e.Sort == APIServer:
		return "the Kubernetes API server"
	}
	return string(e.Sort)
}
