package tenant

import (
	"encoding/json"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Namespace is the one that all of it lies in.
const Namespace = "shop"

// since is when all of it was made.
var since = metav1.NewTime(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))

// App is the name of an application: its Deployment, Service and label.
func App(i int) string { return fmt.Sprint("app-", i) }

// Raw is a list of objects as the items of an API server's answer.
func Raw[T any](list []T) []json.RawMessage {
	items := make([]json.RawMessage, len(list))
	for i := range list {
		data, err := json.Marshal(&list[i])
		if err != nil {
			panic(err) // plain data
		}
		items[i] = data
	}
	return items
}

func meta(name string, labels map[string]string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Name: name, Namespace: Namespace, Labels: labels, UID: "0b5c0f6e-6c1f-4f0e-9d2a-3f1f4b1f6a11", ResourceVersion: "123456", CreationTimestamp: since}
}

// Space is the namespace itself.
func Space() corev1.Namespace {
	m := meta(Namespace, map[string]string{"kubernetes.io/metadata.name": Namespace, "team": Namespace})
	m.Namespace = ""
	return corev1.Namespace{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"}, ObjectMeta: m, Status: corev1.NamespaceStatus{Phase: corev1.NamespaceActive}}
}

// Services are one for each of so many apps, port 80 to 8080.
func Services(apps int) (list []corev1.Service) {
	for i := range apps {
		list = append(list, corev1.Service{
			TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Service"}, ObjectMeta: meta(App(i), map[string]string{"app": App(i)}),
			Spec: corev1.ServiceSpec{
				Type: corev1.ServiceTypeClusterIP, Selector: map[string]string{"app": App(i)}, ClusterIP: fmt.Sprint("10.0.7.", i), ClusterIPs: []string{fmt.Sprint("10.0.7.", i)},
				IPFamilies: []corev1.IPFamily{corev1.IPv4Protocol}, Ports: []corev1.ServicePort{{Name: "http", Protocol: corev1.ProtocolTCP, Port: 80, TargetPort: intstr.FromInt32(8080)}},
			},
		})
	}
	return list
}

// EndpointSlices are those of [Services] with so many pods in all.
func EndpointSlices(apps, pods int) []discoveryv1.EndpointSlice {
	list := make([]discoveryv1.EndpointSlice, apps)
	yes, tcp, name, port := true, corev1.ProtocolTCP, "http", int32(8080)
	for i := range list {
		list[i] = discoveryv1.EndpointSlice{
			TypeMeta:   metav1.TypeMeta{APIVersion: "discovery.k8s.io/v1", Kind: "EndpointSlice"},
			ObjectMeta: meta(App(i)+"-x7k2p", map[string]string{discoveryv1.LabelServiceName: App(i)}), AddressType: discoveryv1.AddressTypeIPv4,
			Ports: []discoveryv1.EndpointPort{{Name: &name, Protocol: &tcp, Port: &port}},
		}
	}
	for i := range pods {
		slice, node := &list[i%apps], Node(i)
		slice.Endpoints = append(slice.Endpoints, discoveryv1.Endpoint{
			Addresses: []string{Address(i)}, NodeName: &node, Conditions: discoveryv1.EndpointConditions{Ready: &yes, Serving: &yes},
			TargetRef: &corev1.ObjectReference{Kind: "Pod", Namespace: Namespace, Name: PodName(i, apps)},
		})
	}
	return list
}

// NetworkPolicies let each of so many apps be called by the next one on 8080.
func NetworkPolicies(policies int) (list []networkingv1.NetworkPolicy) {
	port := intstr.FromInt32(8080)
	for i := range policies {
		list = append(list, networkingv1.NetworkPolicy{
			TypeMeta: metav1.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy"}, ObjectMeta: meta(App(i), nil),
			Spec: networkingv1.NetworkPolicySpec{
				PodSelector: metav1.LabelSelector{MatchLabels: map[string]string{"app": App(i)}}, PolicyTypes: []networkingv1.PolicyType{networkingv1.PolicyTypeIngress},
				Ingress: []networkingv1.NetworkPolicyIngressRule{{
					From:  []networkingv1.NetworkPolicyPeer{{PodSelector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": App(i + 1)}}}},
					Ports: []networkingv1.NetworkPolicyPort{{Port: &port}},
				}},
			},
		})
	}
	return list
}

// CiliumPolicies do the same in Cilium's dialect, and let out to the cluster and
// to a network beyond it.
func CiliumPolicies(policies int) (list []json.RawMessage) {
	for i := range policies {
		list = append(list, fmt.Appendf(nil, `{"apiVersion":"cilium.io/v2","kind":"CiliumNetworkPolicy","metadata":{"namespace":%q,"name":%q},"spec":{"endpointSelector":{"matchLabels":{"app":%q}},`+
			`"ingress":[{"fromEndpoints":[{"matchLabels":{"app":%q}}],"toPorts":[{"ports":[{"port":"8080","protocol":"TCP"}]}]}],`+
			`"egress":[{"toEntities":["cluster"]},{"toCIDRSet":[{"cidr":"10.0.0.0/8","except":["10.%d.0.0/16"]}]}]}}`, Namespace, App(i), App(i), App(i+1), i%250))
	}
	return list
}
