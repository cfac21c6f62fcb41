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
	text := string(item)
	for _, absent := range []string{"hunter2", "managedFields", "resourceVersion", "uid"} {
		if strings.Contains(text, absent) {
			t.Errorf("%q is still in %s", absent, text)
		}
	}
	var back corev1.Pod
	if err := json.Unmarshal(item, &back); err != nil || back.Kind != "Pod" || back.Spec.Containers[0].Env[1].Value != "db" || back.Spec.Containers[0].Args[2] != "--listen=:80" {
		t.Errorf("got %s, %v", text, err)
	}
}
