package evidence

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
)

// byName selects one name over all namespaces, on the server.
const byName = "metadata.name={name}"

func named(kind string, scope Scope, a api) Meta {
	return Meta{Name: kind, Scope: scope, Query: a.fields(byName), Says: "the " + a.resource + " of all namespaces that bear a name of the question"}
}

// What turns the words of a question into objects.
var (
	DeploymentsNamed  = Lists[appsv1.Deployment](named("deployments-of-this-name", Workload, deployments))
	StatefulSetsNamed = Lists[appsv1.StatefulSet](named("statefulsets-of-this-name", Workload, statefulSets))
	DaemonSetsNamed   = Lists[appsv1.DaemonSet](named("daemonsets-of-this-name", Workload, daemonSets))
	PodsNamed         = Lists[corev1.Pod](named("pods-of-this-name", Workload, pods))
	IngressesNamed    = Lists[networkingv1.Ingress](named("ingresses-of-this-name", Ingress, ingresses))

	PodsWithIP = Lists[corev1.Pod](Meta{
		Name: "pods-with-this-ip", Scope: Host, Query: pods.fields("status.podIP={name}"),
		Says: "the pods that bear an address of the question",
	})
	ServicesWithIP = Lists[corev1.Service](Meta{
		Name: "services-with-this-ip", Scope: Host, Query: services.fields("spec.clusterIP={name}"),
		Says: "the Services that have an address of the question as ClusterIP",
	})
	LoadBalancers = Lists[corev1.Service](clusterWide("loadbalancers",
		services.fields("spec.type=LoadBalancer"), "the Services of type LoadBalancer of all namespaces, to find who has an address of the question"))
	AllHTTPRoutes = Lists[gatewayv1.HTTPRoute](clusterWide("all-httproutes",
		group(gatewayAPI, "v1", "httproutes", "HTTPRoute").list(""), "the HTTPRoutes of all namespaces, to find a host's route"))
)
