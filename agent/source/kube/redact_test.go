package kube

import (
	"encoding/json"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestTextLosesItsSecretsAndNothingElse(t *testing.T) {
	for in, want := range map[string]string{
		"plain words":                                                         "plain words",
		"postgres://app:hunter2@db.shop:5432/x":                               "postgres://<redacted>@db.shop:5432/x",
		"http://proxy.corp:3128":                                              "http://proxy.corp:3128",
		"Authorization: Bearer abcdef0123456789":                              "Authorization: Bearer <redacted>",
		"password=hunter2 host=db":                                            "password=<redacted> host=db",
		`{"client_secret": "s3cr3t-value"}`:                                   `{"client_secret": "<redacted>"}`,
		"https://x.blob/y?sv=1&sig=AbC%2F1&se=2":                              "https://x.blob/y?sv=1&sig=<redacted>&se=2",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-1":                      "<redacted>",
		"token ghp_0123456789abcdefghijABCDEFGHIJ012345":                      "token <redacted>",
		"-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----": "<redacted>",
		"forward . 10.0.0.10 { policy sequential }":                           "forward . 10.0.0.10 { policy sequential }",
		`secret "web-tls" not found`:                                          `secret "web-tls" not found`,
	} {
		if got := redactText(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestEnvironmentKeepsAddressesOnly(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"PAYMENTS_URL", "http://payments.shop.svc.cluster.local:8080/v1", "http://payments.shop.svc.cluster.local:8080/v1"},
		{"REDIS_HOST", "redis", "redis"}, {"DB_PORT", "5432", "5432"},
		{"HTTPS_PROXY", "http://u:p@proxy:3128", redacted}, // redacted text is no address any more
		{"NO_PROXY", ".svc,10.0.0.0/8,localhost", ".svc,10.0.0.0/8,localhost"},
		{"PGPASSWORD", "hunter2", redacted}, {"API_TOKEN_URL", "abc", redacted}, {"GREETING", "hello", redacted},
		{"CONNECTION_STRING_HOST", "x", redacted}, {"EMPTY", "", ""},
	} {
		if got := redactEnv(c.name, c.in); got != c.want {
			t.Errorf("%s=%s: got %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

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

func FuzzRedactText(f *testing.F) {
	f.Add("postgres://app:hunter2@db")
	f.Fuzz(func(t *testing.T, text string) {
		once := redactText(text)
		if strings.Contains(text, "PRIVATE KEY-----") && strings.Contains(once, "-----BEGIN RSA PRIVATE KEY-----") {
			t.Errorf("a private key survives: %q", once)
		}
	})
}
