package evidence

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// What Cilium's agents and operator write down about pods and nodes. Endpoints
// and identities are read by namespace: their number is that of pods.
var (
	CiliumEndpoints  = Lists[CiliumEndpoint](namespaced("ciliumendpoints", group(ciliumAPI, "v2", "ciliumendpoints", "CiliumEndpoint"), "the CiliumEndpoints of a namespace: which identity Cilium gave each pod"))
	CiliumIdentities = Lists[CiliumIdentity](Meta{
		Name: "ciliumidentities", Scope: Namespace,
		Query: ciliumIdentities.labelled("", "io.kubernetes.pod.namespace={namespace}"),
		Says:  "the CiliumIdentities of a namespace's pods",
	})
	CiliumIdentityCount = Lists[Tally](clusterWide("ciliumidentity-count", ciliumIdentities.count(), "how many CiliumIdentities there are in the whole cluster"))
	CiliumNodeObject    = partOf(CiliumNodes, Lists[CiliumNode](Meta{Name: "ciliumnode", Scope: Node, Query: ciliumNodes.named("", "{name}"), Says: "the CiliumNode of one node: the addresses and keys that its agent tells the others"}),
		func(n *CiliumNode) (string, part[CiliumNode]) {
			return n.Name, part[CiliumNode]{list: []CiliumNode{*n}}
		})
	CiliumNodes          = Lists[CiliumNode](wide("ciliumnodes", ciliumNodes.list(""), "the CiliumNodes of all nodes; read only for questions about many nodes"))
	CiliumNodeConfigs    = Lists[CiliumNodeConfig](clusterWide("ciliumnodeconfigs", group(ciliumAPI, "v2", "ciliumnodeconfigs", "CiliumNodeConfig").list(systemSpace), "the CiliumNodeConfigs, which override cilium-config on some nodes"))
	CiliumCIDRGroups     = Lists[CiliumCIDRGroup](clusterWide("ciliumcidrgroups", group(ciliumAPI, "v2", "ciliumcidrgroups", "CiliumCIDRGroup").list(""), "the CiliumCIDRGroups that rules may refer to"))
	CiliumEndpointSlices = Lists[CiliumEndpointSlice](clusterWide("ciliumendpointslices",
		group(ciliumAPI, "v2alpha1", "ciliumendpointslices", "CiliumEndpointSlice").list(""), "the CiliumEndpointSlices, by which agents know the pods of other nodes; read only in reviews"))
)

// What runs Cilium beside its agents, and what AKS adds.
var (
	CiliumPods     = Lists[corev1.Pod](wide("cilium-pods", pods.labelled(systemSpace, "k8s-app=cilium"), "the pods of Cilium's agents; read only for questions about the whole cluster"))
	CiliumOperator = Lists[appsv1.Deployment](clusterWide("cilium-operator", deployments.named(systemSpace, "cilium-operator"), "the Deployment kube-system/cilium-operator"))
	Konnectivity   = Lists[appsv1.Deployment](clusterWide("konnectivity-agent", deployments.named(systemSpace, "konnectivity-agent"), "the Deployment kube-system/konnectivity-agent, through which AKS's control plane calls into the cluster"))

	MetricFilters = Lists[ObservabilityFilter](clusterWide("containernetworkmetrics",
		group("acn.azure.com", "v1alpha1", "containernetworkmetrics", "ContainerNetworkMetric").list(""), "the ContainerNetworkMetrics, by which AKS filters Hubble's metrics"))
	LogFilters = Lists[ObservabilityFilter](clusterWide("containernetworklogs",
		group("acn.azure.com", "v1alpha1", "containernetworklogs", "ContainerNetworkLog").list(""), "the ContainerNetworkLogs, by which AKS chooses the flows that are stored"))
)

// What encrypts between pods: Cilium's ztunnel, and SPIRE, which certifies it.
var (
	Ztunnel     = Lists[appsv1.DaemonSet](clusterWide("ztunnel-daemonset", daemonSets.named(systemSpace, "ztunnel-cilium"), "the DaemonSet kube-system/ztunnel-cilium"))
	ZtunnelPods = Lists[corev1.Pod](clusterWide("ztunnel-pods", pods.labelled(systemSpace, "app.kubernetes.io/name=ztunnel-cilium"), "the pods of ztunnel, one a node"))
	SpireServer = Lists[appsv1.StatefulSet](Meta{
		Name: "spire-server", Scope: Cluster, Query: statefulSets.fields("metadata.name=spire-server"),
		Says: "the StatefulSets named spire-server: AKS runs it in kube-system, Cilium's chart in cilium-spire",
	})
	SpireAgent = Lists[appsv1.DaemonSet](Meta{
		Name: "spire-agent", Scope: Cluster, Query: daemonSets.fields("metadata.name=spire-agent"),
		Says: "the DaemonSets named spire-agent",
	})
)

var (
	ciliumIdentities = group(ciliumAPI, "v2", "ciliumidentities", "CiliumIdentity")
	ciliumNodes      = group(ciliumAPI, "v2", "ciliumnodes", "CiliumNode")
)
