package kube

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/agent/tool"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// resource is one row of what may be read.
type resource struct {
	schema.GroupVersionKind
	plural     string
	namespaced bool
	logs       bool   // also the logs of its pods
	otherwise  string // the version to try where the cluster does not serve the first
}

func row(group, version, kind, plural string, namespaced bool) resource {
	return resource{GroupVersionKind: schema.GroupVersionKind{Group: group, Version: version, Kind: kind}, plural: plural, namespaced: namespaced}
}

// table is the closed list of what Netwhy reads. Secrets are not in it.
var table = []resource{
	row("", "v1", "ConfigMap", "configmaps", true),
	row("", "v1", "Event", "events", true),
	row("", "v1", "Namespace", "namespaces", false),
	row("", "v1", "Node", "nodes", false),
	{GroupVersionKind: schema.GroupVersionKind{Version: "v1", Kind: "Pod"}, plural: "pods", namespaced: true, logs: true},
	row("", "v1", "Service", "services", true),
	row("acn.azure.com", "v1alpha", "NodeNetworkConfig", "nodenetworkconfigs", true),
	row("acn.azure.com", "v1alpha1", "ContainerNetworkLog", "containernetworklogs", false),
	row("acn.azure.com", "v1alpha1", "ContainerNetworkMetric", "containernetworkmetrics", false),
	row("apps", "v1", "DaemonSet", "daemonsets", true),
	row("apps", "v1", "Deployment", "deployments", true),
	row("apps", "v1", "StatefulSet", "statefulsets", true),
	{
		GroupVersionKind: schema.GroupVersionKind{Group: "cilium.io", Version: "v2", Kind: "CiliumCIDRGroup"},
		plural:           "ciliumcidrgroups", otherwise: "v2alpha1", // before Cilium 1.18
	},
	row("cilium.io", "v2", "CiliumClusterwideNetworkPolicy", "ciliumclusterwidenetworkpolicies", false),
	row("cilium.io", "v2", "CiliumEndpoint", "ciliumendpoints", true),
	row("cilium.io", "v2alpha1", "CiliumEndpointSlice", "ciliumendpointslices", false),
	row("cilium.io", "v2", "CiliumIdentity", "ciliumidentities", false),
	row("cilium.io", "v2", "CiliumLocalRedirectPolicy", "ciliumlocalredirectpolicies", true),
	row("cilium.io", "v2", "CiliumNetworkPolicy", "ciliumnetworkpolicies", true),
	row("cilium.io", "v2", "CiliumNode", "ciliumnodes", false),
	{
		GroupVersionKind: schema.GroupVersionKind{Group: "cilium.io", Version: "v2", Kind: "CiliumNodeConfig"},
		plural:           "ciliumnodeconfigs", namespaced: true, otherwise: "v2alpha1", // before Cilium 1.17
	},
	row("egressgateway.kubernetes.azure.com", "v1alpha1", "StaticGatewayConfiguration", "staticgatewayconfigurations", true),
	row("crd.projectcalico.org", "v1", "GlobalNetworkPolicy", "globalnetworkpolicies", false),
	row("crd.projectcalico.org", "v1", "NetworkPolicy", "networkpolicies", true),
	row("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", true),
	row("gateway.networking.k8s.io", "v1", "Gateway", "gateways", true),
	row("gateway.networking.k8s.io", "v1", "GatewayClass", "gatewayclasses", false),
	row("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes", true),
	{
		GroupVersionKind: schema.GroupVersionKind{Group: "gateway.networking.k8s.io", Version: "v1beta1", Kind: "ReferenceGrant"},
		plural:           "referencegrants", namespaced: true, otherwise: "v1",
	},
	row("networking.k8s.io", "v1", "IPAddress", "ipaddresses", false),
	row("networking.k8s.io", "v1", "Ingress", "ingresses", true),
	row("networking.k8s.io", "v1", "IngressClass", "ingressclasses", false),
	row("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", true),
	row("networking.k8s.io", "v1", "ServiceCIDR", "servicecidrs", false),
	row("policy.networking.k8s.io", "v1alpha1", "AdminNetworkPolicy", "adminnetworkpolicies", false),
	row("policy.networking.k8s.io", "v1alpha2", "ClusterNetworkPolicy", "clusternetworkpolicies", false),
}

// name is the resource as kubectl takes it: with its group where the plural
// alone would mean another.
func (r resource) name() string {
	if r.Group == "crd.projectcalico.org" {
		return r.plural + "." + r.Group
	}
	return r.plural
}

// find takes a resource's name, or its plural and group as in
// "deployments.apps".
func find(name string) (resource, error) {
	for _, r := range table {
		if r.name() == name || r.plural+"."+r.Group == name {
			return r, nil
		}
	}
	return resource{}, fmt.Errorf("cannot read %q: not one of %v", name, Resources())
}

// Resources are the names of all that may be read, sorted.
func Resources() []string {
	names := make([]string, len(table))
	for i, r := range table {
		names[i] = r.name()
	}
	slices.Sort(names)
	return names
}

// Access is the RBAC that Netwhy needs: get and list of the table, and the
// logs of pods. Nothing else.
func Access() []tool.Access {
	var list []tool.Access
	for _, r := range table {
		list = append(list, tool.Access{Verb: "get", Group: r.Group, Resource: r.plural}, tool.Access{Verb: "list", Group: r.Group, Resource: r.plural})
		if r.logs {
			list = append(list, tool.Access{Verb: "get", Group: r.Group, Resource: r.plural + "/log"})
		}
	}
	slices.SortFunc(list, func(a, b tool.Access) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Verb, b.Verb))
	})
	return list
}
