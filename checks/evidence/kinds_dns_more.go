package evidence

import corev1 "k8s.io/api/core/v1"

// What stands beside kube-dns.
var (
	// DNSServices finds the cluster's DNS where it does not have the usual name.
	DNSServices = Lists[corev1.Service](clusterWide("dns-services", services.labelled(systemSpace, dnsPods), "the Services labelled k8s-app=kube-dns in kube-system"))
	// NodeLocalPods are the caches of NodeLocal DNSCache, one a node.
	NodeLocalPods = Lists[corev1.Pod](clusterWide("node-local-dns-pods", pods.labelled(systemSpace, "k8s-app=node-local-dns"), "the pods of NodeLocal DNSCache"))
)
