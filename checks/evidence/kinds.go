package evidence

import "k8s.io/apimachinery/pkg/runtime/schema"

// api is a resource that kinds are read from.
type api struct {
	schema.GroupVersion
	resource, kind string
}

func core(resource, kind string) api {
	return api{schema.GroupVersion{Version: "v1"}, resource, kind}
}

func group(group, version, resource, kind string) api {
	return api{schema.GroupVersion{Group: group, Version: version}, resource, kind}
}

// list queries all objects of the resource in a namespace; "" is everywhere.
func (a api) list(namespace string) Query {
	return Query{Tool: ToolList, Group: a.Group, Version: a.Version, Resource: a.resource, Kind: a.kind, Namespace: namespace}
}

// named queries one object.
func (a api) named(namespace, name string) Query {
	q := a.list(namespace)
	q.Tool, q.Name = ToolGet, name
	return q
}

// labelled queries the objects in a namespace that a selector matches.
func (a api) labelled(namespace, selector string) Query {
	q := a.list(namespace)
	q.Labels = selector
	return q
}

// byNode queries the objects that a selector matches by their nodes, and counts all.
func (a api) byNode(selector string) Query {
	q := a.labelled("", selector)
	q.ByNode = true
	return q
}

// atOnce queries all objects of the resource in one answer.
func (a api) atOnce() Query {
	q := a.list("")
	q.AtOnce = true
	return q
}

// fields queries the objects of all namespaces that a field selector matches.
func (a api) fields(selector string) Query {
	q := a.list("")
	q.Fields = selector
	return q
}

// count queries how many objects of a resource of a named group there are.
func (a api) count() Query {
	q := a.list("")
	q.Count = true
	return q
}

var (
	pods           = core("pods", "Pod")
	services       = core("services", "Service")
	configMaps     = core("configmaps", "ConfigMap")
	nodes          = core("nodes", "Node")
	endpointSlices = group("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice")
	deployments    = group("apps", "v1", "deployments", "Deployment")
	daemonSets     = group("apps", "v1", "daemonsets", "DaemonSet")
	statefulSets   = group("apps", "v1", "statefulsets", "StatefulSet")
	ingresses      = group("networking.k8s.io", "v1", "ingresses", "Ingress")
	policies       = group("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy")
	gatewayAPI     = "gateway.networking.k8s.io"
	ciliumAPI      = "cilium.io"
	systemSpace    = "kube-system"
	ownNamespace   = "{namespace}"
	dnsPods        = "k8s-app=kube-dns"
	dnsSlices      = "kubernetes.io/service-name=kube-dns"
	warningEvents  = "type=Warning"
)

// namespaced declares the meta of a kind that lists a resource in a namespace.
func namespaced(name string, a api, says string) Meta {
	return Meta{Name: name, Scope: Namespace, Query: a.list(ownNamespace), Says: says}
}

// wide declares the meta of a kind of the whole cluster that grows with it.
func wide(name string, q Query, says string) Meta {
	m := clusterWide(name, q, says)
	m.Wide = true
	return m
}

// clusterWide declares the meta of a kind that is the same for every subject.
func clusterWide(name string, q Query, says string) Meta {
	return Meta{Name: name, Scope: Cluster, Query: q, Says: says}
}
