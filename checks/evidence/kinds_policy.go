package evidence

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// What enforces NetworkPolicies, beside Cilium.
var (
	AzureNPM   = Lists[appsv1.DaemonSet](clusterWide("azure-npm-daemonset", daemonSets.named(systemSpace, "azure-npm"), "the DaemonSet kube-system/azure-npm, Azure Network Policy Manager"))
	CalicoNode = Lists[appsv1.DaemonSet](clusterWide("calico-node-daemonset", daemonSets.named("calico-system", "calico-node"), "the DaemonSet calico-system/calico-node, as AKS installs Calico"))
)

// LocalDNSNodes are the nodes whose pods ask AKS LocalDNS, a cache on the node
// at 169.254.10.11, in place of the Service kube-dns.
var LocalDNSNodes = Lists[corev1.Node](clusterWide("localdns-nodes", nodes.labelled("", "kubernetes.azure.com/localdns-state=enabled"), "the Nodes on which AKS LocalDNS answers the pods"))

// Policies of other dialects. They are read to know that they are there, since
// they may override NetworkPolicies; nothing decodes their rules.
var (
	CalicoPolicies       = Lists[OtherPolicy](namespaced("calico-networkpolicies", group("crd.projectcalico.org", "v1", "networkpolicies", "NetworkPolicy"), "the Calico NetworkPolicies of a namespace"))
	CalicoGlobalPolicies = Lists[OtherPolicy](clusterWide("calico-globalnetworkpolicies",
		group("crd.projectcalico.org", "v1", "globalnetworkpolicies", "GlobalNetworkPolicy").list(""), "the Calico GlobalNetworkPolicies"))
	AdminPolicies = Lists[OtherPolicy](clusterWide("adminnetworkpolicies",
		group("policy.networking.k8s.io", "v1alpha1", "adminnetworkpolicies", "AdminNetworkPolicy").list(""), "the AdminNetworkPolicies"))
)

// ClusterPolicies are in force where Cilium is told to enforce them; package
// reach decodes them then.
var ClusterPolicies = Lists[OtherPolicy](clusterWide("clusternetworkpolicies",
	group("policy.networking.k8s.io", "v1alpha2", "clusternetworkpolicies", "ClusterNetworkPolicy").list(""), "the ClusterNetworkPolicies"))

// The policies of kube-system decide who may ask CoreDNS.
var (
	SystemPolicies       = Lists[networkingv1.NetworkPolicy](clusterWide("system-networkpolicies", policies.list(systemSpace), "the NetworkPolicies of kube-system"))
	SystemCiliumPolicies = Lists[CiliumPolicy](clusterWide("system-ciliumnetworkpolicies", group(ciliumAPI, "v2", "ciliumnetworkpolicies", "CiliumNetworkPolicy").list(systemSpace), "the CiliumNetworkPolicies of kube-system"))
	SystemCalicoPolicies = Lists[OtherPolicy](clusterWide("system-calico-networkpolicies",
		group("crd.projectcalico.org", "v1", "networkpolicies", "NetworkPolicy").list(systemSpace), "the Calico NetworkPolicies of kube-system"))
)

// OtherPolicy is a policy whose rules are not decoded here.
type OtherPolicy struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              any `json:"spec,omitempty"`
	Status            any `json:"status,omitempty"`
}
