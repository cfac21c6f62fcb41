package path

import (
	"slices"
	"strings"

	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/kube"
	corev1 "k8s.io/api/core/v1"
)

// meant is the object of the cluster that an end's address or name leads to.
// Policies see who is called and not where, so that it must be known.
func (e *eyes) meant(p place) place {
	switch p.sort {
	case "address":
		return e.bearer(p)
	case "host":
		return e.inside(p)
	}
	return p
}

// bearer is who bears an address.
func (e *eyes) bearer(p place) place {
	found := place{sort: "object", port: p.port, protocol: p.protocol}
	host := evidence.Of(evidence.Host, "", p.address.String())
	if pods := kube.Live(see(e, evidence.PodsWithIP, host)); len(pods) > 0 {
		if found.namespace, found.name = pods[0].Namespace, pods[0].Name; pods[0].Spec.HostNetwork {
			return place{sort: "node", name: pods[0].Spec.NodeName, port: p.port, protocol: p.protocol}
		}
		return found
	}
	for _, s := range see(e, evidence.ServicesWithIP, host) {
		found.namespace, found.name = s.Namespace, s.Name
		return found
	}
	if !p.address.IsPrivate() { // as nodes' addresses on AKS are
		return p
	}
	for _, n := range see(e, evidence.Nodes, evidence.TheCluster) {
		if slices.ContainsFunc(n.Status.Addresses, func(a corev1.NodeAddress) bool { return a.Address == p.address.String() }) {
			return place{sort: "node", name: n.Name, port: p.port, protocol: p.protocol}
		}
	}
	return p
}

// inside is the Service that a name of the cluster's DNS is of, or the pod
// behind a headless one.
func (e *eyes) inside(p place) place {
	name, of := strings.CutSuffix(strings.TrimSuffix(p.name, ".cluster.local"), ".svc")
	labels := strings.Split(name, ".")
	if !of && (len(labels) != 2 || !slices.ContainsFunc(see(e, evidence.Namespaces, evidence.TheCluster), func(n corev1.Namespace) bool { return n.Name == labels[1] })) {
		return p
	}
	if len(labels) < 2 || len(labels) > 3 {
		return p
	}
	return place{sort: "object", namespace: labels[len(labels)-1], name: labels[0], port: p.port, protocol: p.protocol}
}
