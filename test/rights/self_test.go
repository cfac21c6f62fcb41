package rights

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"encoding/pem"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"
	"github.com/netwhy/netwhy/agent/bearer"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/test/apiserver"
)

// TestWhoSignsInIsWhomTheAPIServerKnows has a real API server take the tokens of an
// issuer. Whom it takes their bearer for is the user whose rights are asked for,
// and the one that the mapping of the same settings gives.
func TestWhoSignsInIsWhomTheAPIServerKnows(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	issuer := &oidctest.Server{Algorithms: []string{oidc.ES256}, PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "one", Algorithm: oidc.ES256}}}
	at := httptest.NewUnstartedServer(issuer)
	defer at.Close()
	issuer.SetIssuer("https://" + at.Listener.Addr().String()) // before anybody asks
	at.StartTLS()
	ca := filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: at.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	c := apiserver.Start(t, "--oidc-issuer-url="+at.URL, "--oidc-client-id=netwhy", "--oidc-ca-file="+ca, "--oidc-signing-algs="+oidc.ES256,
		"--oidc-username-claim=oid", "--oidc-username-prefix=aad:", "--oidc-groups-claim=groups", "--oidc-groups-prefix=aad:")
	self, err := kube.Self(c.Admin)
	if err != nil {
		t.Fatal(err)
	}
	mapping := bearer.Mapping{UsernameClaim: "oid", UsernamePrefix: "aad:", GroupsClaim: "groups", GroupsPrefix: "aad:"}
	for name, s := range map[string]struct {
		change map[string]any
		want   bool
	}{
		"a user":              {nil, true},
		"of one group":        {map[string]any{"groups": "ops"}, true},
		"of no group":         {map[string]any{"groups": nil}, true},
		"for another program": {map[string]any{"aud": "other"}, false},
		"of yesterday":        {map[string]any{"exp": time.Now().Add(-24 * time.Hour).Unix()}, false},
		"of nobody":           {map[string]any{"oid": ""}, false},
	} {
		claims := map[string]any{"iss": at.URL, "aud": "netwhy", "sub": "s", "oid": "ann", "groups": []string{"ops", "net work"}, "exp": time.Now().Add(time.Hour).Unix()}
		maps.Copy(claims, s.change)
		maps.DeleteFunc(claims, func(_ string, v any) bool { return v == "" })
		text, err := json.Marshal(claims)
		if err != nil {
			t.Fatal(err)
		}
		got, err := self(t.Context(), oidctest.SignIDToken(key, "one", oidc.ES256, string(text)))
		if (err == nil) != s.want {
			t.Errorf("%s: got %+v, %v", name, got, err)
			continue
		}
		if !s.want {
			continue
		}
		alike, err := mapping.User(at.URL, func(into any) error { return json.Unmarshal(text, into) })
		slices.Sort(got.Groups)
		slices.Sort(alike.Groups)
		if err != nil || got.Name != "aad:ann" || got.Name != alike.Name || !slices.Equal(got.Groups, alike.Groups) {
			t.Errorf("%s: the API server knows %+v, the mapping gives %+v, %v", name, got, alike, err)
		}
	}
}
