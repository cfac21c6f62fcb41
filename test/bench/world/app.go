package world

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func (w *World) deployment(a App) (*appsv1.Deployment, *appsv1.ReplicaSet) {
	labels := map[string]string{"app": a.Name(), "team": a.In()}
	template := corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: spec(a)}
	selector := &metav1.LabelSelector{MatchLabels: map[string]string{"app": a.Name()}}
	ready := int32(PodsPerApp)
	if w.apps[a] == NotReady {
		ready = 0
	}
	d := &appsv1.Deployment{ObjectMeta: w.meta(a.In(), a.Name(), labels)}
	d.Generation = 1
	d.Spec = appsv1.DeploymentSpec{Replicas: ref(int32(PodsPerApp)), Selector: selector, Template: template, RevisionHistoryLimit: ref(int32(10)), ProgressDeadlineSeconds: ref(int32(600)), Strategy: appsv1.DeploymentStrategy{Type: "RollingUpdate"}}
	d.Status = appsv1.DeploymentStatus{ObservedGeneration: 1, Replicas: PodsPerApp, UpdatedReplicas: PodsPerApp, ReadyReplicas: ready, AvailableReplicas: ready, UnavailableReplicas: PodsPerApp - ready}
	r := &appsv1.ReplicaSet{ObjectMeta: w.meta(a.In(), a.Name()+"-"+hash, labels)}
	r.OwnerReferences = []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "Deployment", Name: a.Name(), UID: d.UID, Controller: ref(true), BlockOwnerDeletion: ref(true)}}
	r.Spec = appsv1.ReplicaSetSpec{Replicas: d.Spec.Replicas, Selector: selector, Template: template}
	r.Status = appsv1.ReplicaSetStatus{Replicas: PodsPerApp, FullyLabeledReplicas: PodsPerApp, ReadyReplicas: ready, AvailableReplicas: ready, ObservedGeneration: 1}
	return d, r
}

// clusterIP is in the API server's range, behind what it gives out itself.
func clusterIP(a App) string {
	index := 256 + a.Namespace*AppsPerNamespace + a.Number
	return fmt.Sprintf("10.96.%d.%d", index>>8, index&255)
}

func (w *World) service(a App) *corev1.Service {
	s := &corev1.Service{ObjectMeta: w.meta(a.In(), a.Name(), map[string]string{"app": a.Name(), "team": a.In()})}
	selects, port := a.Name(), int32(listens)
	switch w.apps[a] {
	case Selects:
		selects = wrong(a)
	case Leads:
		port = wrongPort
	}
	s.Spec = corev1.ServiceSpec{
		Type: "ClusterIP", Selector: map[string]string{"app": selects}, ClusterIP: clusterIP(a), ClusterIPs: []string{clusterIP(a)},
		IPFamilies: []corev1.IPFamily{"IPv4"}, IPFamilyPolicy: ref(corev1.IPFamilyPolicySingleStack), SessionAffinity: "None", InternalTrafficPolicy: ref(corev1.ServiceInternalTrafficPolicyCluster),
		Ports: []corev1.ServicePort{{Name: "http", Port: 80, Protocol: "TCP", TargetPort: intstr.FromInt32(port)}},
	}
	return s
}

// slice is what the controller would publish.
func (w *World) slice(a App) *discoveryv1.EndpointSlice {
	s := &discoveryv1.EndpointSlice{ObjectMeta: w.meta(a.In(), a.Name()+"-c8r5t", map[string]string{
		"kubernetes.io/service-name": a.Name(), "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io", "app": a.Name(), "team": a.In(),
	})}
	s.OwnerReferences = []metav1.OwnerReference{{APIVersion: "v1", Kind: "Service", Name: a.Name(), UID: "00000000-0000-4000-8000-000000000000", Controller: ref(true), BlockOwnerDeletion: ref(true)}}
	s.AddressType = discoveryv1.AddressTypeIPv4
	if w.apps[a] == Selects {
		return s
	}
	ready, port := w.apps[a] != NotReady, int32(listens)
	if w.apps[a] == Leads {
		port = wrongPort
	}
	s.Ports = []discoveryv1.EndpointPort{{Name: ref("http"), Protocol: ref(corev1.ProtocolTCP), Port: &port}}
	for n := range PodsPerApp {
		index := (a.Namespace*AppsPerNamespace+a.Number)*PodsPerApp + n
		host := w.hosts(index)
		s.Endpoints = append(s.Endpoints, discoveryv1.Endpoint{
			Addresses: []string{podIP(index)}, NodeName: ref(NodeName(host)), Zone: ref(fmt.Sprintf("westeurope-%d", host/pools%3+1)),
			Conditions: discoveryv1.EndpointConditions{Ready: &ready, Serving: &ready, Terminating: ref(false)},
			TargetRef:  &corev1.ObjectReference{Kind: "Pod", Namespace: a.In(), Name: fmt.Sprintf("%s-%s-%05d", a.Name(), hash, index), UID: "00000000-0000-4000-8000-000000000000"},
		})
	}
	return s
}

// policy lets in who is of the same namespace, or nobody where that is the fault.
func (w *World) policy(a App) *networkingv1.NetworkPolicy {
	p := &networkingv1.NetworkPolicy{ObjectMeta: w.meta(a.In(), a.Name(), map[string]string{"team": a.In()})}
	p.Spec = networkingv1.NetworkPolicySpec{PodSelector: metav1.LabelSelector{MatchLabels: map[string]string{"app": a.Name()}}, PolicyTypes: []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}}
	if w.apps[a] != Isolated {
		port := intstr.FromInt32(listens)
		p.Spec.Ingress = []networkingv1.NetworkPolicyIngressRule{{
			From:  []networkingv1.NetworkPolicyPeer{{PodSelector: &metav1.LabelSelector{}}},
			Ports: []networkingv1.NetworkPolicyPort{{Protocol: ref(corev1.ProtocolTCP), Port: &port}},
		}}
	}
	return p
}
