package kube

import (
	"encoding/json"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestTidyPodHoldsNoSecretAndNoNoise(t *testing.T) {
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: "web", UID: "u", ResourceVersion: "7", ManagedFields: []metav1.ManagedFieldsEntry{{Manager: "m"}},
			Annotations: map[string]string{lastApplied: `{"env":"hunter2"}`, "note": "password=hunter2"},
		},
		Spec: corev1.PodSpec{Containers: []corev1.Container{{
			Name: "c", Env: []corev1.EnvVar{{Name: "DB_PASSWORD", Value: "hunter2"}, {Name: "DB_HOST", Value: "db"}},
			Args: []string{"--token", "hunter2", "--listen=:80", "--password=hunter2"},
		}}},
	}
	r, err := find("pods")
	if err != nil {
		t.Fatal(err)
	}
	item, err := tidy(pod, r)
	if err != nil {
		t.Fatal(err)
	}
	text := string(item.data)
	for _, absent := range []string{"hunter2", "managedFields", "resourceVersion", "uid"} {
		if strings.Contains(text, absent) {
			t.Errorf("%q is still in %s", absent, text)
		}
	}
	var back corev1.Pod
	if err := json.Unmarshal(item.data, &back); err != nil || back.Kind != "Pod" || back.Spec.Containers[0].Env[1].Value != "db" || back.Spec.Containers[0].Args[2] != "--listen=:80" {
		t.Errorf("got %s, %v", text, err)
	}
}

func TestTidyNodeHoldsNoNumberOfItsMachine(t *testing.T) {
	node := &corev1.Node{Status: corev1.NodeStatus{
		NodeInfo: corev1.NodeSystemInfo{BootID: "b-1", MachineID: "m-1", SystemUUID: "s-1", KubeletVersion: "v1.36.3"},
		Images:   []corev1.ContainerImage{{Names: []string{"registry.example/app"}}},
	}}
	r, err := find("nodes")
	if err != nil {
		t.Fatal(err)
	}
	item, err := tidy(node, r)
	if err != nil {
		t.Fatal(err)
	}
	for _, absent := range []string{"b-1", "m-1", "s-1", "registry.example"} {
		if strings.Contains(string(item.data), absent) {
			t.Errorf("%q is still in %s", absent, item)
		}
	}
	var back corev1.Node
	if err := json.Unmarshal(item.data, &back); err != nil || back.Status.NodeInfo.KubeletVersion != "v1.36.3" {
		t.Errorf("got %s, %v", item, err)
	}
	if r, err = find("ciliumnodes"); err != nil {
		t.Fatal(err)
	}
	item, err = untyped([]byte(`{"metadata":{"name":"n"},"spec":{"bootid":"b-1","ipam":{"podCIDRs":["10.0.0.0/24"]}}}`), r)
	if err != nil || strings.Contains(string(item.data), "b-1") || !strings.Contains(string(item.data), "10.0.0.0/24") {
		t.Errorf("got %s, %v", item, err)
	}
}
