package evidence

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
)

// The cluster's DNS: CoreDNS behind the Service kube-dns.
var (
	CoreDNSDeployment = Lists[appsv1.Deployment](clusterWide("coredns-deployment", deployments.named(systemSpace, "coredns"), "the Deployment kube-system/coredns"))
	CoreDNSPods       = Lists[corev1.Pod](clusterWide("coredns-pods", pods.labelled(systemSpace, dnsPods), "the pods labelled k8s-app=kube-dns in kube-system"))
	CoreDNSConfig     = Lists[corev1.ConfigMap](clusterWide("coredns-config", configMaps.named(systemSpace, "coredns"), "the ConfigMap kube-system/coredns, which holds the Corefile"))
	CoreDNSCustom     = Lists[corev1.ConfigMap](clusterWide("coredns-custom", configMaps.named(systemSpace, "coredns-custom"), "the ConfigMap kube-system/coredns-custom, AKS's place for custom server blocks"))
	CoreDNSAutoscaler = Lists[corev1.ConfigMap](clusterWide("coredns-autoscaler", configMaps.named(systemSpace, "coredns-autoscaler"), "the ConfigMap kube-system/coredns-autoscaler"))
	KubeDNSService    = Lists[corev1.Service](clusterWide("kube-dns-service", services.named(systemSpace, "kube-dns"), "the Service kube-system/kube-dns"))
	KubeDNSSlices     = Lists[discoveryv1.EndpointSlice](clusterWide("kube-dns-endpointslices", endpointSlices.labelled(systemSpace, dnsSlices), "the EndpointSlices of the Service kube-dns"))

	// NodeLocalDNS is the upstream add-on; AKS LocalDNS runs on the node, outside the API.
	NodeLocalDNS          = Lists[appsv1.DaemonSet](clusterWide("node-local-dns", daemonSets.labelled(systemSpace, "k8s-app=node-local-dns"), "the DaemonSet of NodeLocal DNSCache"))
	LocalRedirectPolicies = Lists[CiliumLocalRedirect](clusterWide("ciliumlocalredirectpolicies",
		group(ciliumAPI, "v2", "ciliumlocalredirectpolicies", "CiliumLocalRedirectPolicy").list(""), "the CiliumLocalRedirectPolicies"))

	// CoreDNSLog is Open: the last lines of each pod.
	CoreDNSLog = Lists[LogLine](Meta{
		Name: "coredns-log", Scope: Cluster, World: Open, Budget: Budget{Objects: 200, Bytes: 256 << 10},
		Query: Query{Tool: ToolLogs, Version: "v1", Resource: "pods", Kind: "Pod", Namespace: systemSpace, Labels: dnsPods, Container: "coredns"},
		Says:  "the last lines that each CoreDNS pod logged",
	})
	// Answers is what the cluster's DNS Service answers for a host name, asked
	// from where Netwhy runs.
	Answers = Lists[DNSAnswer](Meta{
		Name: "dns-answers", Scope: Host, Effect: Active, Budget: Budget{Seconds: 3},
		Query: Query{Tool: ToolDNS, Name: "{name}"},
		Says:  "the answers for A and AAAA of a host name by the Service kube-dns, asked from where Netwhy runs",
	})
	// ResolverAnswers is how the way from the cluster's DNS to its resolver works
	// at the moment. The zone "invalid" has no names, so that asking carries
	// nothing out, and each of those asked for is new, so that no cache answers.
	ResolverAnswers = Lists[DNSAnswer](Meta{
		Name: "resolver-answers", Scope: Cluster, Effect: Active, Budget: Budget{Seconds: 3},
		Query: Query{Tool: ToolDNS, Name: "invalid"},
		Says:  "the answers for a few new names of the zone invalid, which has none, by the Service kube-dns, asked from where Netwhy runs",
	})
	SystemWarnings = Lists[corev1.Event](Meta{
		Name: "system-warnings", Scope: Cluster, World: Open,
		Query: Query{Tool: ToolEvents, Version: "v1", Resource: "events", Kind: "Event", Namespace: systemSpace, Fields: warningEvents},
		Says:  "the Warning events of kube-system; a sample, since events expire after an hour",
	})
)

// What stands beside kube-dns.
var (
	// DNSServices finds the cluster's DNS where it does not have the usual name.
	DNSServices = Lists[corev1.Service](clusterWide("dns-services", services.labelled(systemSpace, dnsPods), "the Services labelled k8s-app=kube-dns in kube-system"))
	// NodeLocalPods are the caches of NodeLocal DNSCache, one a node.
	NodeLocalPods = Lists[corev1.Pod](clusterWide("node-local-dns-pods", pods.labelled(systemSpace, "k8s-app=node-local-dns"), "the pods of NodeLocal DNSCache"))
)
