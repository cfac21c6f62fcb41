package kube

import (
	"net/netip"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func TestOnlyAddressesOfNodesAreAsked(t *testing.T) {
	own := []netip.Addr{netip.MustParseAddr("10.224.0.4"), netip.MustParseAddr("169.254.169.254"), netip.MustParseAddr("127.0.0.1")}
	pod := func(host string, ports ...corev1.ContainerPort) *corev1.Pod {
		return &corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{Name: "cilium-x"},
			Spec:       corev1.PodSpec{NodeName: "aks-1", Containers: []corev1.Container{{Name: "cilium-agent", Image: "cilium:v1", Ports: ports}}},
			Status:     corev1.PodStatus{HostIP: host},
		}
	}
	named := []corev1.ContainerPort{{Name: "prometheus", ContainerPort: 9962}, {Name: "hubble-metrics", ContainerPort: 9965}}
	service := corev1.Service{Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{
		{Name: "cilium", Port: 9090, TargetPort: intstr.FromInt32(9962)}, {Name: "hubble", Port: 9965}, {Name: "retina", Port: 10093},
	}}}
	for name, c := range map[string]struct {
		pod             *corev1.Pod
		services        []corev1.Service
		metrics, hubble string
	}{
		"ports of the pod":         {pod("10.224.0.4", named...), nil, "10.224.0.4:9962", "10.224.0.4:9965"},
		"ports of the Service":     {pod("10.224.0.4"), []corev1.Service{service}, "10.224.0.4:9962", "10.224.0.4:9965"},
		"no port":                  {pod("10.224.0.4"), nil, "", ""},
		"an address of nobody":     {pod("10.0.0.9", named...), nil, "", ""},
		"the metadata service":     {pod("169.254.169.254", named...), nil, "", ""},
		"this very machine":        {pod("127.0.0.1", named...), nil, "", ""},
		"no address":               {pod("", named...), nil, "", ""},
		"a port that is no number": {pod("10.224.0.4", corev1.ContainerPort{Name: "prometheus", ContainerPort: -1}), nil, "", ""},
	} {
		a := agent(c.pod, c.services, own)
		if a.Metrics != c.metrics || a.Hubble != c.hubble || (a.Metrics == "") != (a.Why != "") || a.Image != "cilium:v1" {
			t.Errorf("%s: got %+v", name, a)
		}
	}
}
