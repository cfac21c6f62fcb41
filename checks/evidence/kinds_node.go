package evidence

import (
	"encoding/json"
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// Nodes and what runs the network on them.
var (
	NodeObject = partOf(Nodes, Lists[corev1.Node](Meta{Name: "node", Scope: Node, Query: nodes.named("", "{name}"), Says: "one Node, with conditions; heartbeat times are left out"}),
		func(n *corev1.Node) (string, part[corev1.Node]) {
			return n.Name, part[corev1.Node]{list: []corev1.Node{*n}}
		})
	NodePods = partOf(AllNodesPods, Lists[corev1.Pod](Meta{Name: "node-pods", Scope: Node, Query: pods.fields("spec.nodeName={name}"), Says: "the pods of one node"}),
		func(p *PodsOnNode) (string, part[corev1.Pod]) { return p.Node, part[corev1.Pod]{later: p.pods} })
	NodeEvents = partOf(AllNodesEvents, Lists[corev1.Event](Meta{
		Name: "node-warnings", Scope: Node, World: Open, Query: nodeEvents("involvedObject.kind=Node,involvedObject.name={name},type=Warning"),
		Says: "the Warning events of one node; a sample",
	}), func(e *corev1.Event) (string, part[corev1.Event]) {
		return e.InvolvedObject.Name, part[corev1.Event]{list: []corev1.Event{*e}}
	})

	// The same of all nodes, in one reading each.
	AllNodesPods = Lists[PodsOnNode](Meta{
		Name: "all-node-pods", Scope: Cluster, Wide: true, Bulky: true, Query: pods.byNode("k8s-app in (" + strings.Join(NetworkAgents, ",") + ")"),
		Says: "how many pods each node holds, and how those fare that work its network, as the API server has them in memory; read only for questions about many nodes",
	})
	AllNodesEvents = Lists[corev1.Event](Meta{
		Name: "all-node-warnings", Scope: Cluster, World: Open, Wide: true, Budget: Budget{Objects: 20_000}, Query: nodeEvents("involvedObject.kind=Node,type=Warning"),
		Says: "the Warning events of all nodes; a sample; read only for questions about many nodes",
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

func nodeEvents(fields string) Query {
	return Query{Tool: ToolEvents, Version: "v1", Resource: "events", Kind: "Event", Fields: fields}
}

// NetworkAgents are the values of the label k8s-app of pods that work a node's network.
var NetworkAgents = []string{"azure-npm", "calico-node", "canal", "cilium", "kube-proxy", "kube-router"}

// PodsOnNode are the pods of one node: its [NetworkAgents] as a JSON list, and how many
// there are of all that take a place, which are those that have not ended.
type PodsOnNode struct {
	Node  string          `json:"node"`
	Pods  json.RawMessage `json:"pods"`
	Holds int             `json:"holds"`
}

// mostOnNode bounds what a bundle from elsewhere may claim.
const mostOnNode = 10_000

// pods has those that are only counted without names, after all others.
func (p *PodsOnNode) pods() ([]corev1.Pod, error) {
	list, err := decode[corev1.Pod](p.Pods, false)
	if err != nil {
		return nil, err
	}
	others := p.Holds
	for i := range list {
		if phase := list[i].Status.Phase; phase != corev1.PodSucceeded && phase != corev1.PodFailed {
			others--
		}
	}
	if others > mostOnNode {
		return nil, fmt.Errorf("node %s is said to hold %d pods", p.Node, p.Holds)
	}
	for range others {
		list = append(list, corev1.Pod{Spec: corev1.PodSpec{NodeName: p.Node}})
	}
	return list, nil
}
