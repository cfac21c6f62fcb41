package reach_test

import (
	"testing"

	"github.com/netwhy/netwhy/checks/reach"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestAlikeAreThoseWhomNoPolicyTellsApart(t *testing.T) {
	space := corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "shop"}}
	pod := func(change func(*corev1.Pod)) reach.End {
		p := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "web-1", Labels: map[string]string{"app": "web"}}}
		p.Spec.Containers = []corev1.Container{{Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 80}}}}
		p.Status.PodIP = "10.244.0.7"
		change(p)
		return reach.PodEnd(p)
	}
	web := pod(func(*corev1.Pod) {})
	for what, c := range map[string]struct {
		other reach.End
		mode  string
		alike bool
	}{
		"its successor":          {pod(func(p *corev1.Pod) { p.Name, p.Status.PodIP, p.Spec.NodeName = "web-2", "10.244.0.8", "aks-1" }), "", true},
		"labels":                 {pod(func(p *corev1.Pod) { p.Labels = map[string]string{"app": "web", "new": ""} }), "", false},
		"the account":            {pod(func(p *corev1.Pod) { p.Spec.ServiceAccountName = "web" }), "", false},
		"the namespace":          {pod(func(p *corev1.Pod) { p.Namespace = "bank" }), "", false},
		"a named port":           {pod(func(p *corev1.Pod) { p.Spec.Containers[0].Ports[0].ContainerPort = 81 }), "", false},
		"the host's network":     {pod(func(p *corev1.Pod) { p.Spec.HostNetwork = true }), "", false},
		"an address":             {pod(func(p *corev1.Pod) { p.Status.PodIP = "10.244.0.8" }), "", true},
		"an address that counts": {pod(func(p *corev1.Pod) { p.Status.PodIP = "10.244.0.8" }), "pods", false},
	} {
		config := map[string]string{"enable-policy": "default", "policy-cidr-match-mode": c.mode}
		engine, err := reach.New(reach.Rules{Dataplane: reach.Cilium, Config: config, Namespaces: []corev1.Namespace{space}})
		if err != nil {
			t.Fatal(err)
		}
		if engine.Alike(web, c.other) != c.alike || engine.Alike(c.other, web) != c.alike {
			t.Errorf("%s: alike is %v, want %v", what, !c.alike, c.alike)
		}
	}
}
