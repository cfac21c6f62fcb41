package world

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const (
	system = "kube-system"
	dnsIP  = "10.96.0.10"
	// perSlice is how many endpoints a controller puts into a slice.
	perSlice = 100
)

const corefile = ".:53 {\n  errors\n  health\n  ready\n  kubernetes cluster.local in-addr.arpa ip6.arpa {\n    pods insecure\n    fallthrough in-addr.arpa ip6.arpa\n    ttl 30\n  }\n  prometheus :9153\n  forward . /etc/resolv.conf\n  cache 30\n  loop\n  reload\n  loadbalance\n}\n"

// system writes what every cluster has: CoreDNS, and Cilium's agents.
func (w *World) system(put func(runtime.Object)) {
	labels := map[string]string{"k8s-app": "kube-dns"}
	put(&corev1.ConfigMap{ObjectMeta: w.meta(system, "coredns", labels), Data: map[string]string{"Corefile": corefile}})
	put(&corev1.ConfigMap{ObjectMeta: w.meta(system, "cilium-config", nil), Data: map[string]string{
		"ipam": "kubernetes", "kube-proxy-replacement": "true", "enable-ipv4": "true", "enable-ipv6": "false", "enable-hubble": "true",
		"enable-policy": "default", "identity-allocation-mode": "crd", "routing-mode": "native", "tunnel-protocol": "vxlan", "cluster-name": "default", "cluster-id": "0",
	}})
	dns := &corev1.Service{ObjectMeta: w.meta(system, "kube-dns", labels)}
	dns.Spec = corev1.ServiceSpec{Type: "ClusterIP", Selector: labels, ClusterIP: dnsIP, ClusterIPs: []string{dnsIP}, IPFamilies: []corev1.IPFamily{"IPv4"}, IPFamilyPolicy: ref(corev1.IPFamilyPolicySingleStack), SessionAffinity: "None", InternalTrafficPolicy: ref(corev1.ServiceInternalTrafficPolicyCluster), Ports: []corev1.ServicePort{
		{Name: "dns", Port: 53, Protocol: "UDP", TargetPort: intstr.FromInt32(53)}, {Name: "dns-tcp", Port: 53, Protocol: "TCP", TargetPort: intstr.FromInt32(53)},
	}}
	put(dns)
	count := max(2, min(20, w.Nodes/100)) // as AKS' autoscaler does it
	template := corev1.PodSpec{DNSPolicy: "Default", ServiceAccountName: "coredns", RestartPolicy: "Always", Containers: []corev1.Container{{
		Name: "coredns", Image: "registry.example/coredns:v1.12.3", Ports: []corev1.ContainerPort{{Name: "dns", ContainerPort: 53, Protocol: "UDP"}, {Name: "dns-tcp", ContainerPort: 53, Protocol: "TCP"}},
	}}}
	d := &appsv1.Deployment{ObjectMeta: w.meta(system, "coredns", labels)}
	d.Spec = appsv1.DeploymentSpec{Replicas: ref(int32(count)), Selector: &metav1.LabelSelector{MatchLabels: labels}, Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: template}}
	d.Status = appsv1.DeploymentStatus{Replicas: int32(count), ReadyReplicas: int32(count), AvailableReplicas: int32(count), UpdatedReplicas: int32(count)}
	put(d)
	var endpoints []discoveryv1.Endpoint
	for n := range count {
		p := &corev1.Pod{ObjectMeta: w.meta(system, fmt.Sprintf("coredns-%s-%05d", hash, n), map[string]string{"k8s-app": "kube-dns", "pod-template-hash": hash}), Spec: template}
		p.OwnerReferences = []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "ReplicaSet", Name: "coredns-" + hash, UID: "00000000-0000-4000-8000-000000000000", Controller: ref(true)}}
		host := w.healthyNode(n)
		p.Spec.NodeName = NodeName(host)
		w.running(p, fmt.Sprintf("10.15.0.%d", n+1), address(host), true)
		put(p)
		endpoints = append(endpoints, endpoint(p))
	}
	dnsPorts := []discoveryv1.EndpointPort{{Name: ref("dns"), Protocol: ref(corev1.ProtocolUDP), Port: ref(int32(53))}, {Name: ref("dns-tcp"), Protocol: ref(corev1.ProtocolTCP), Port: ref(int32(53))}}
	w.slices("kube-dns", system, dnsPorts, endpoints, put)
	w.agents(system, "cilium", address, put)
	if w.probes == nil {
		return
	}
	put(w.namespace(ProbesIn))
	ports := []discoveryv1.EndpointPort{{Name: ref("https"), Protocol: ref(corev1.ProtocolTCP), Port: ref(int32(w.port))}}
	probes := &corev1.Service{ObjectMeta: w.meta(ProbesIn, Probes, map[string]string{"k8s-app": Probes})}
	probes.Spec = corev1.ServiceSpec{Type: "ClusterIP", Selector: map[string]string{"k8s-app": Probes}, ClusterIP: corev1.ClusterIPNone, ClusterIPs: []string{corev1.ClusterIPNone}, IPFamilies: []corev1.IPFamily{"IPv4"}, IPFamilyPolicy: ref(corev1.IPFamilyPolicySingleStack), SessionAffinity: "None", InternalTrafficPolicy: ref(corev1.ServiceInternalTrafficPolicyCluster), Ports: []corev1.ServicePort{{Name: "https", Port: int32(w.port), Protocol: "TCP", TargetPort: intstr.FromInt32(int32(w.port))}}}
	put(probes)
	w.slices(Probes, ProbesIn, ports, w.agents(ProbesIn, Probes, w.probes, put), put)
}

// healthyNode is the nth node, or the next that is well.
func (w *World) healthyNode(n int) int {
	for i := n * w.Nodes / 20 % w.Nodes; ; i = (i + 1) % w.Nodes {
		if w.nodes[i] == "" {
			return i
		}
	}
}

// agents are a DaemonSet with a pod on each node's network, at an address.
func (w *World) agents(in, name string, at func(node int) string, put func(runtime.Object)) (endpoints []discoveryv1.Endpoint) {
	labels := map[string]string{"k8s-app": name}
	template := corev1.PodSpec{HostNetwork: true, RestartPolicy: "Always", ServiceAccountName: name, Tolerations: []corev1.Toleration{{Operator: "Exists"}}, Containers: []corev1.Container{{Name: name + "-agent", Image: "registry.example/" + name + ":v1.18.6"}}}
	d := &appsv1.DaemonSet{ObjectMeta: w.meta(in, name, labels)}
	d.Generation = 1
	d.Spec = appsv1.DaemonSetSpec{Selector: &metav1.LabelSelector{MatchLabels: labels}, Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: template}}
	all := int32(w.Nodes)
	d.Status = appsv1.DaemonSetStatus{ObservedGeneration: 1, DesiredNumberScheduled: all, CurrentNumberScheduled: all, NumberReady: all, NumberAvailable: all, UpdatedNumberScheduled: all}
	put(d)
	for i := range w.Nodes {
		p := &corev1.Pod{ObjectMeta: w.meta(in, fmt.Sprintf("%s-%05d", name, i), labels), Spec: template}
		p.OwnerReferences = []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "DaemonSet", Name: name, UID: d.UID, Controller: ref(true)}}
		p.Spec.NodeName = NodeName(i)
		w.running(p, at(i), address(i), true)
		put(p)
		endpoints = append(endpoints, endpoint(p))
	}
	return endpoints
}

// slices publish endpoints of a Service.
func (w *World) slices(service, namespace string, ports []discoveryv1.EndpointPort, all []discoveryv1.Endpoint, put func(runtime.Object)) {
	for n := 0; len(all) > 0; n++ {
		s := &discoveryv1.EndpointSlice{ObjectMeta: w.meta(namespace, fmt.Sprintf("%s-%05d", service, n), map[string]string{"kubernetes.io/service-name": service, "k8s-app": service})}
		s.AddressType, s.Ports = discoveryv1.AddressTypeIPv4, ports
		of := min(perSlice, len(all))
		s.Endpoints, all = all[:of], all[of:]
		put(s)
	}
}

func endpoint(p *corev1.Pod) discoveryv1.Endpoint {
	return discoveryv1.Endpoint{
		Addresses: []string{p.Status.PodIP}, NodeName: ref(p.Spec.NodeName), Conditions: discoveryv1.EndpointConditions{Ready: ref(true), Serving: ref(true), Terminating: ref(false)},
		TargetRef: &corev1.ObjectReference{Kind: "Pod", Namespace: p.Namespace, Name: p.Name, UID: p.UID},
	}
}
