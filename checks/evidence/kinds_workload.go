package evidence

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// What a namespace holds.
var (
	Pods         = Lists[corev1.Pod](namespaced("pods", pods, "the pods of a namespace, with status; environment values are kept only where they look like an address"))
	Deployments  = Lists[appsv1.Deployment](namespaced("deployments", deployments, "the Deployments of a namespace"))
	StatefulSets = Lists[appsv1.StatefulSet](namespaced("statefulsets", statefulSets, "the StatefulSets of a namespace"))
	DaemonSets   = Lists[appsv1.DaemonSet](namespaced("daemonsets", daemonSets, "the DaemonSets of a namespace"))

	NetworkPolicies = Lists[networkingv1.NetworkPolicy](namespaced("networkpolicies", policies, "the NetworkPolicies of a namespace"))

	// Warnings are Open: events expire after an hour and are rate-limited.
	Warnings = Lists[corev1.Event](Meta{
		Name: "warnings", Scope: Namespace, World: Open,
		Query: Query{Tool: ToolEvents, Version: "v1", Resource: "events", Kind: "Event", Namespace: ownNamespace, Fields: warningEvents},
		Says:  "the Warning events of a namespace; a sample, since events expire after an hour",
	})
)

// The namespace itself, and policies that span namespaces.
var (
	Namespaces = Lists[corev1.Namespace](clusterWide("namespaces", core("namespaces", "Namespace").list(""), "all namespaces, with labels"))

	CiliumNetworkPolicies = Lists[CiliumPolicy](namespaced("ciliumnetworkpolicies",
		group(ciliumAPI, "v2", "ciliumnetworkpolicies", "CiliumNetworkPolicy"), "the CiliumNetworkPolicies of a namespace"))
	CiliumClusterwideNetworkPolicies = Lists[CiliumPolicy](clusterWide("ciliumclusterwidenetworkpolicies",
		group(ciliumAPI, "v2", "ciliumclusterwidenetworkpolicies", "CiliumClusterwideNetworkPolicy").list(""), "the CiliumClusterwideNetworkPolicies"))
)
