package bearer

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"
)

func key(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func signed(t *testing.T, by crypto.PrivateKey, claims map[string]any) string {
	t.Helper()
	text, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	return oidctest.SignIDToken(by, "one", oidc.ES256, string(text))
}

func TestAnIssuersTokens(t *testing.T) {
	ours, foreign := key(t), key(t)
	issuer := &oidctest.Server{Algorithms: []string{oidc.ES256}, PublicKeys: []oidctest.PublicKey{{PublicKey: ours.Public(), KeyID: "one", Algorithm: oidc.ES256}}}
	web := httptest.NewUnstartedServer(issuer)
	defer web.Close()
	issuer.SetIssuer("http://" + web.Listener.Addr().String()) // before anybody asks
	web.Start()
	verify, err := Issuer{URL: web.URL, Audience: "https://netwhy.example/mcp", Scope: "netwhy", Mapping: Mapping{UsernamePrefix: "-"}}.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	claims := func(change map[string]any) map[string]any {
		c := map[string]any{"iss": web.URL, "aud": "https://netwhy.example/mcp", "sub": "ann", "scope": "openid netwhy", "exp": time.Now().Add(time.Hour).Unix()}
		maps.Copy(c, change)
		return c
	}
	good := signed(t, ours, claims(nil))
	parts := strings.Split(good, ".")
	encode := base64.RawURLEncoding.EncodeToString
	for name, c := range map[string]struct{ token, want string }{
		"good":                   {good, "ann"},
		"Entra's scope":          {signed(t, ours, claims(map[string]any{"scope": nil, "scp": "netwhy"})), "ann"},
		"Okta's scope":           {signed(t, ours, claims(map[string]any{"scope": nil, "scp": []string{"netwhy"}})), "ann"},
		"two audiences":          {signed(t, ours, claims(map[string]any{"aud": []string{"x", "https://netwhy.example/mcp"}})), "ann"},
		"another audience":       {signed(t, ours, claims(map[string]any{"aud": "https://other.example"})), ""},
		"another issuer":         {signed(t, ours, claims(map[string]any{"iss": "https://evil.example"})), ""},
		"past":                   {signed(t, ours, claims(map[string]any{"exp": time.Now().Add(-time.Hour).Unix()})), ""},
		"without an end":         {signed(t, ours, claims(map[string]any{"exp": nil})), ""},
		"future":                 {signed(t, ours, claims(map[string]any{"nbf": time.Now().Add(time.Hour).Unix()})), ""},
		"without scope":          {signed(t, ours, claims(map[string]any{"scope": nil})), ""},
		"a longer scope":         {signed(t, ours, claims(map[string]any{"scope": "netwhy.none"})), ""},
		"of nobody":              {signed(t, ours, claims(map[string]any{"sub": ""})), ""},
		"another's key":          {signed(t, foreign, claims(nil)), ""},
		"unsigned":               {encode([]byte(`{"alg":"none"}`)) + "." + parts[1] + ".", ""},
		"an unchecked signature": {encode([]byte(`{"alg":"none"}`)) + "." + parts[1] + "." + parts[2], ""},
		"changed":                {parts[0] + "." + encode([]byte(`{"sub":"bob"}`)) + "." + parts[2], ""},
		"nonsense":               {"nonsense", ""},
	} {
		if got, err := verify(t.Context(), c.token); got.Name != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: got %q, %v, want %q", name, got.Name, err, c.want)
		}
	}
}

func TestNoIssuerIsTrustedBlindly(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	for name, i := range map[string]Issuer{
		"no audience":   {URL: gone.URL, Scope: "netwhy"},
		"no scope":      {URL: gone.URL, Audience: "x"},
		"no encryption": {URL: "http://issuer.example", Audience: "x", Scope: "netwhy"},
		"no address":    {Audience: "x", Scope: "netwhy"},
		"no answer":     {URL: gone.URL, Audience: "x", Scope: "netwhy"},
	} {
		if verify, err := i.Verify(t.Context()); err == nil || verify != nil {
			t.Errorf("%s: is trusted", name)
		}
	}
}
