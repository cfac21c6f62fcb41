package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc/oidctest"
)

func TestHalfASignInIsRefused(t *testing.T) {
	issuer := &oidctest.Server{}
	at := httptest.NewUnstartedServer(issuer)
	defer at.Close()
	issuer.SetIssuer("http://" + at.Listener.Addr().String()) // before anybody asks
	at.Start()
	whole := []string{"--oidc-issuer", at.URL, "--oidc-client-id", "netwhy", "--public-url", "https://netwhy.example", "--user-groups", "*"}
	for want, flags := range map[string][]string{
		"want --oidc-issuer too":                        {"--public-url", "https://netwhy.example"},
		"cannot use --user-groups without sign-in":      {"--user-groups", "a"},
		"want --public-url":                             {"--oidc-issuer", at.URL},
		"want --oidc-client-id":                         {"--oidc-issuer", at.URL, "--public-url", "https://netwhy.example"},
		"want --user-groups, --admin-groups":            {"--oidc-issuer", at.URL, "--public-url", "https://netwhy.example", "--oidc-client-id", "x"},
		"want https, since http can be listened to":     append([]string{"--oidc-client-id", "x"}, append(whole, "--public-url", "http://netwhy.example")...),
		"want both --tls-cert and --tls-key":            {"--tls-cert", "x"},
		"cannot serve https at an http address":         append(whole, "--public-url", "http://127.0.0.1:1", "--tls-cert", "x", "--tls-key", "x"),
		"want one of them, or none for a public client": append(whole, "--oidc-client-secret-file", "x", "--oidc-client-assertion-file", "y"),
		"cannot tell who somebody is by":                append(whole, "--users-by", "header"),
		"the API server alone reads access tokens":      append(whole, "--users-by", "claims", "--oidc-access-token"),
		"no session shorter than it":                    append(whole, "--session-absolute", "5m"),
		"how it is spoken to":                           append(whole, "--oidc-issuer", "http://127.0.0.1:1"),
		"want a loopback address":                       {"--listen", "0.0.0.0:0"},
	} {
		if code, _, said := start(t, t.TempDir(), nil, append([]string{"serve", "--demo", "--listen", "127.0.0.1:0"}, flags...)...); code != 3 || !strings.Contains(said, want) {
			t.Errorf("%v: exit code %d, %s", flags, code, said)
		}
	}
}

// A proxy is not the only way to https.
func TestServingOverTLS(t *testing.T) {
	folder := t.TempDir()
	cert, pool := certificate(t, folder)
	s := serving(t, folder, "--demo", "--tls-cert", cert, "--tls-key", cert)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/api/settings", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK || !strings.HasPrefix(s.url, "https://") {
		t.Errorf("%s answers %s", s.url, answer.Status)
	}
}

// certificate writes one of this machine, with its key, into a file.
func certificate(t *testing.T, folder string) (file string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	named := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, named, named, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	file = filepath.Join(folder, "tls.pem")
	if err := os.WriteFile(file, append(text, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, pool
}

func TestSignInOfADemo(t *testing.T) {
	issuer := &oidctest.Server{}
	at := httptest.NewUnstartedServer(issuer)
	defer at.Close()
	issuer.SetIssuer("http://" + at.Listener.Addr().String()) // before anybody asks
	at.Start()
	// Any address may be listened on, and only the public name is answered to.
	s := serving(t, t.TempDir(), "--demo", "--listen", "0.0.0.0:0", "--oidc-issuer", at.URL, "--oidc-client-id", "netwhy", "--public-url", "https://netwhy.example", "--user-groups", "dev")
	if s.url != "https://netwhy.example" {
		t.Errorf("it says to open %s", s.url)
	}
}
