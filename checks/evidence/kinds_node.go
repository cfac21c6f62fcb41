package evidence

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// Nodes and what runs the network on them.
var (
	NodeObject = Lists[corev1.Node](Meta{Name: "node", Scope: Node, Query: nodes.named("", "{name}"), Says: "one Node, with conditions; heartbeat times are left out"})
	NodePods   = Lists[corev1.Pod](Meta{Name: "node-pods", Scope: Node, Query: pods.fields("spec.nodeName={name}"), Says: "the pods of one node"})
	NodeEvents = Lists[corev1.Event](Meta{
		Name: "node-warnings", Scope: Node, World: Open,
		Query: Query{Tool: ToolEvents, Version: "v1", Resource: "events", Kind: "Event", Fields: "involvedObject.kind=Node,involvedObject.name={name},type=Warning"},
		Says:  "the Warning events of one node; a sample",
	})

	Nodes   = Lists[corev1.Node](wide("nodes", nodes.list(""), "all Nodes; read only for questions about the whole cluster"))
	AllPods = Lists[corev1.Pod](wide("all-pods", pods.list(""), "the pods of all namespaces; read only for questions about the whole cluster"))

	KubeProxyPods   = Lists[corev1.Pod](clusterWide("kube-proxy-pods", pods.labelled(systemSpace, "k8s-app=kube-proxy"), "the pods labelled k8s-app=kube-proxy; AKS labels them component=kube-proxy as well"))
	KubeProxyConfig = Lists[appsv1.DaemonSet](clusterWide("kube-proxy-daemonset", daemonSets.named(systemSpace, "kube-proxy"), "the DaemonSet kube-system/kube-proxy"))
	SystemAgents    = Lists[appsv1.DaemonSet](clusterWide("system-daemonsets", daemonSets.list(systemSpace), "the DaemonSets of kube-system"))
	CiliumDaemonSet = Lists[appsv1.DaemonSet](clusterWide("cilium-daemonset", daemonSets.named(systemSpace, "cilium"), "the DaemonSet kube-system/cilium"))
	CiliumConfig    = Lists[corev1.ConfigMap](clusterWide("cilium-config", configMaps.named(systemSpace, "cilium-config"), "the ConfigMap kube-system/cilium-config"))

	// NodeNetworkConfigs is Azure CNS's view of the addresses of each node.
	NodeNetworkConfigs = Lists[NodeNetworkConfig](clusterWide("nodenetworkconfigs",
		group("acn.azure.com", "v1alpha", "nodenetworkconfigs", "NodeNetworkConfig").list(""), "the NodeNetworkConfigs of Azure CNS"))
)
