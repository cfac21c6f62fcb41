package redaction

import (
	"strings"
	"testing"
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
		if got := Text(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		if got := Text(want); got != want {
			t.Errorf("applied again, %q becomes %q", want, got)
		}
	}
}

func TestEnvironmentKeepsAddressesOnly(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"PAYMENTS_URL", "http://payments.shop.svc.cluster.local:8080/v1", "http://payments.shop.svc.cluster.local:8080/v1"},
		{"REDIS_HOST", "redis", "redis"}, {"DB_PORT", "5432", "5432"},
		{"HTTPS_PROXY", "http://u:p@proxy:3128", Mark}, // redacted text is no address any more
		{"NO_PROXY", ".svc,10.0.0.0/8,localhost", ".svc,10.0.0.0/8,localhost"},
		{"PGPASSWORD", "hunter2", Mark}, {"API_TOKEN_URL", "abc", Mark}, {"GREETING", "hello", Mark},
		{"CONNECTION_STRING_HOST", "x", Mark}, {"EMPTY", "", ""},
	} {
		if got := Env(c.name, c.in); got != c.want {
			t.Errorf("%s=%s: got %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("postgres://app:hunter2@db")
	f.Fuzz(func(t *testing.T, text string) {
		once := Text(text)
		if strings.Contains(text, "PRIVATE KEY-----") && strings.Contains(once, "-----BEGIN RSA PRIVATE KEY-----") {
			t.Errorf("a private key survives: %q", once)
		}
	})
}
