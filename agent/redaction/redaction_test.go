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
		if got := searched(in); got != want {
			t.Errorf("%q: searched for every shape, it becomes %q, want %q", in, got, want)
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

// searched is Text without leaving out a shape.
func searched(text string) string {
	for _, secret := range secrets {
		text = secret.shape.ReplaceAllString(text, secret.with)
	}
	return text
}

func FuzzText(f *testing.F) {
	for _, text := range []string{
		"postgres://app:hunter2@db", "basic\x0cabcdefgh", "x?sig=a", "x&code=a", "ToKeN:abc", "xoxb-0123456789", "AKIA0123456789ABCDEF",
		"gho_01234567890123456789", strings.Repeat("a", 86) + "==", "eyJ01234567.01234567.", "-----BEGIN PRIVATE KEY-----",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := Text(text)
		if want := searched(text); once != want {
			t.Errorf("%q becomes %q, searched for every shape %q", text, once, want)
		}
		if strings.Contains(text, "PRIVATE KEY-----") && strings.Contains(once, "-----BEGIN RSA PRIVATE KEY-----") {
			t.Errorf("a private key survives: %q", once)
		}
	})
}
