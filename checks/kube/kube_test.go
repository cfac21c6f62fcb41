package kube

import (
	"strings"
	"testing"

	"github.com/netwhy/netwhy/checks/evidence"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func TestAlikeFindsSlips(t *testing.T) {
	for _, same := range [][2]string{
		{"payments", "payment"}, {"payments", "paymets"}, {"payments", "paymnets"}, {"front-end", "frontend"}, {"API", "api"}, {"api", "api-v2"}, {"nginx", "ngnix"},
	} {
		if !Alike(same[0], same[1]) || !Alike(same[1], same[0]) {
			t.Errorf("%q and %q are not alike", same[0], same[1])
		}
	}
	for _, other := range [][2]string{{"payments", "checkout"}, {"web", "api"}, {"", ""}, {"a", ""}, {"db", "web"}, {"orders", "users"}, {"v1", "v2"}} {
		if Alike(other[0], other[1]) {
			t.Errorf("%q and %q are alike", other[0], other[1])
		}
	}
}

func FuzzAlike(f *testing.F) {
	f.Add("payments", "paymets")
	f.Fuzz(func(t *testing.T, a, b string) {
		if Alike(a, b) != Alike(b, a) {
			t.Errorf("%q is like %q, but not the other way round", a, b)
		}
	})
}

func owned(kind, name string, labels map[string]string) *corev1.Pod {
	yes := true
	return &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "p", Labels: labels,
		OwnerReferences: []metav1.OwnerReference{{Kind: "Noise", Name: "n"}, {Kind: kind, Name: name, Controller: &yes}}}}
}

func TestOwnerIsTheWorkloadThatPeopleKnow(t *testing.T) {
	for _, c := range []struct {
		pod  *corev1.Pod
		want string
	}{
		{owned("ReplicaSet", "web-7c9d", map[string]string{"pod-template-hash": "7c9d"}), "Deployment shop/web"},
		{owned("ReplicaSet", "web-7c9d", nil), "ReplicaSet shop/web-7c9d"},
		{owned("StatefulSet", "db", nil), "StatefulSet shop/db"},
		{&corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "alone"}}, "Pod shop/alone"},
	} {
		if got := Owner(c.pod).String(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
	if got := PodsOf(evidence.WorkloadOf("StatefulSet", "shop", "db"), []corev1.Pod{*owned("StatefulSet", "db", nil), *owned("StatefulSet", "other", nil)}); len(got) != 1 {
		t.Errorf("got %d pods", len(got))
	}
}

func TestBackendsCountsAddressesOnce(t *testing.T) {
	no := false
	slices := []discoveryv1.EndpointSlice{
		{Endpoints: []discoveryv1.Endpoint{{Addresses: []string{"10.0.0.1"}}, {Addresses: []string{"10.0.0.2"}, Conditions: discoveryv1.EndpointConditions{Ready: &no}}}},
		{Endpoints: []discoveryv1.Endpoint{{Addresses: []string{"10.0.0.1"}, Conditions: discoveryv1.EndpointConditions{Ready: &no}}}},
	}
	if all, ready := Backends(slices); all != 2 || ready != 1 {
		t.Errorf("got %d, %d ready", all, ready)
	}
}

func TestTargetPortFollowsNamesAndDefaults(t *testing.T) {
	always := corev1.ContainerRestartPolicyAlways
	pod := &corev1.Pod{Spec: corev1.PodSpec{
		Containers:     []corev1.Container{{Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 8080}, {Name: "dns", ContainerPort: 53, Protocol: corev1.ProtocolUDP}}}},
		InitContainers: []corev1.Container{{Ports: []corev1.ContainerPort{{Name: "setup", ContainerPort: 1}}}, {RestartPolicy: &always, Ports: []corev1.ContainerPort{{Name: "mesh", ContainerPort: 15001}}}},
	}}
	for name, c := range map[string]struct {
		port  corev1.ServicePort
		want  int32
		found bool
	}{
		"a number":                 {corev1.ServicePort{Port: 80, TargetPort: intstr.FromInt32(9090)}, 9090, true},
		"none":                     {corev1.ServicePort{Port: 80}, 80, true},
		"a name":                   {corev1.ServicePort{Port: 80, TargetPort: intstr.FromString("http")}, 8080, true},
		"a name of a sidecar":      {corev1.ServicePort{Port: 80, TargetPort: intstr.FromString("mesh")}, 15001, true},
		"a name of an init":        {corev1.ServicePort{Port: 80, TargetPort: intstr.FromString("setup")}, 0, false},
		"a name, another protocol": {corev1.ServicePort{Port: 53, TargetPort: intstr.FromString("dns")}, 0, false},
		"a name and its protocol":  {corev1.ServicePort{Port: 53, Protocol: corev1.ProtocolUDP, TargetPort: intstr.FromString("dns")}, 53, true},
	} {
		if got, found := TargetPort(&c.port, pod); got != c.want || found != c.found {
			t.Errorf("%s: got %d, %v, want %d, %v", name, got, found, c.want, c.found)
		}
	}
}

func TestMachine(t *testing.T) {
	node := &corev1.Node{}
	node.Labels = map[string]string{"node.kubernetes.io/instance-type": "Standard_D4s_v5"}
	for id, want := range map[string]string{
		"azure:///subscriptions/0/resourceGroups/MC_a/providers/Microsoft.Compute/virtualMachineScaleSets/v/virtualMachines/3":     "0 MC_a v 3",
		"azure:///subscriptions/0/resourceGroups/MC_a/providers/Microsoft.Compute/virtualMachines/single":                          "   ",
		"aws:///subscriptions/0/resourceGroups/MC_a/providers/Microsoft.Compute/virtualMachineScaleSets/v/virtualMachines/3":       "   ",
		"azure:///subscriptions/0/resourceGroups/MC_a/providers/Microsoft.Compute/virtualMachineScaleSets/v/virtualMachines/3/and": "   ",
		"": "   ",
	} {
		node.Spec.ProviderID = id
		m := Machine(node)
		if got := m["subscription"] + " " + m["group"] + " " + m["scaleSet"] + " " + m["instance"]; got != want || m["size"] != "Standard_D4s_v5" {
			t.Errorf("%q is %q, want %q: %v", id, got, want, m)
		}
	}
}

func TestOwnNames(t *testing.T) {
	namespaces := []corev1.Namespace{{ObjectMeta: metav1.ObjectMeta{Name: "payments"}}}
	for host, want := range map[string]bool{
		"api": true, "api.payments": true, "API.Payments.": true, "api.payments.svc": true, "pod-0.api.payments.svc.cluster.local": true,
		"api.example": false, "payments.com": false, "www.example.com": false, "a.b.payments": false, "cluster.local.example.com": false,
	} {
		if got := OwnName(host, namespaces); got != want {
			t.Errorf("%s: %t", host, got)
		}
	}
}

func TestKeepCopiesOnlyWhatIsScattered(t *testing.T) {
	list := []string{"a", "b", "c", "d", "e"}
	for _, c := range []struct {
		fit    string
		shared bool
	}{{"abcde", true}, {"ab", true}, {"bcd", true}, {"e", true}, {"abd", false}, {"ace", false}, {"", false}} {
		kept := Keep(list, func(s *string) bool { return strings.Contains(c.fit, *s) })
		if got := strings.Join(kept, ""); got != c.fit {
			t.Errorf("of those that fit %q are kept %q", c.fit, got)
		}
		if len(kept) > 0 && (&kept[0] == &list[strings.Index("abcde", kept[0])]) != c.shared {
			t.Errorf("%q: shared is %v, want %v", c.fit, !c.shared, c.shared)
		}
		if kept = append(kept, "x"); len(kept) != len(c.fit)+1 || strings.Join(list, "") != "abcde" {
			t.Fatalf("%q: who appends changes the list to %v", c.fit, list)
		}
	}
}
