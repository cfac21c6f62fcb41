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
	at := issuing(t)
	cert, _ := selfSigned(t, t.TempDir())
	whole := []string{"--oidc-issuer", at, "--oidc-client-id", "netwhy", "--public-url", "https://netwhy.example", "--user-groups", "*"}
	for want, flags := range map[string][]string{
		"want --oidc-issuer or --cluster-token too":     {"--public-url", "https://netwhy.example"},
		"cannot use --user-groups without sign-in":      {"--user-groups", "a"},
		"want --public-url":                             {"--oidc-issuer", at},
		"want --oidc-client-id":                         {"--oidc-issuer", at, "--public-url", "https://netwhy.example"},
		"want --user-groups, --admin-groups":            {"--oidc-issuer", at, "--public-url", "https://netwhy.example", "--oidc-client-id", "x"},
		"want https, since http can be listened to":     append([]string{"--oidc-client-id", "x"}, append(whole, "--public-url", "http://netwhy.example")...),
		"want both --tls-cert and --tls-key":            {"--tls-cert", "x"},
		"cannot serve https at an http address":         append(whole, "--public-url", "http://127.0.0.1:1", "--tls-cert", "x", "--tls-key", "x"),
		"want one of them, or none for a public client": append(whole, "--oidc-client-secret-file", "x", "--oidc-client-assertion-file", "y"),
		"cannot tell who somebody is by":                append(whole, "--users-by", "header"),
		"the API server alone reads access tokens":      append(whole, "--users-by", "claims", "--oidc-access-token"),
		"no session shorter than it":                    append(whole, "--session-absolute", "5m"),
		"how it is spoken to":                           append(whole, "--oidc-issuer", "http://127.0.0.1:1"),
		"want a loopback address":                       {"--listen", "0.0.0.0:0"},
		"cannot use --listen-tls without sign-in":       {"--listen-tls", "127.0.0.1:0"},
		"want --tls-cert and --tls-key too":             append(whole, "--listen-tls", "127.0.0.1:0"),
		"cannot use --oidc-client-id without an issuer": {"--cluster-token", "--public-url", "http://127.0.0.1:1", "--oidc-client-id", "x"},
		"cannot take tokens of a cluster":               {"--cluster-token", "--public-url", "http://127.0.0.1:1", "--user-groups", "*"},
		"without sign-in (--oidc-issuer), want a loop":  append(whole, "--listen", "0.0.0.0:0", "--listen-tls", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", cert),
	} {
		if code, _, said := start(t, t.TempDir(), nil, append([]string{"serve", "--demo", "--listen", "127.0.0.1:0"}, flags...)...); code != 3 || !strings.Contains(said, want) {
			t.Errorf("%v: exit code %d, %s", flags, code, said)
		}
	}
}

// issuing is the address of an issuer that tells how it is spoken to.
func issuing(t *testing.T) string {
	t.Helper()
	issuer := &oidctest.Server{}
	at := httptest.NewUnstartedServer(issuer)
	t.Cleanup(at.Close)
	issuer.SetIssuer("http://" + at.Listener.Addr().String()) // before anybody asks
	at.Start()
	return at.URL
}

// A proxy is not the only way to https.
func TestServingOverTLS(t *testing.T) {
	folder := t.TempDir()
	cert, pool := selfSigned(t, folder)
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

// A page on loopback, and https beside it, whose certificate is renewed meanwhile.
func TestTwoDoors(t *testing.T) {
	at := issuing(t)
	folder := t.TempDir()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	secure := free.Addr().String()
	_ = free.Close() // it was there to find a port
	cert, pool := selfSigned(t, folder)
	serving(t, folder, "--demo", "--listen-tls", secure, "--tls-cert", cert, "--tls-key", cert,
		"--oidc-issuer", at, "--oidc-client-id", "netwhy", "--public-url", "http://127.0.0.1:1", "--user-groups", "dev")
	for range 2 {
		client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+secure+"/healthz", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusOK || answer.ProtoMajor != 2 {
			t.Errorf("it answers %s by %s", answer.Status, answer.Proto)
		}
		_, pool = selfSigned(t, folder)
	}
}

// selfSigned writes a certificate of this machine, with its key, into a file.
func selfSigned(t *testing.T, folder string) (file string, pool *x509.CertPool) {
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
	at := issuing(t)
	// Any address may be listened on, and only the public name is answered to.
	s := serving(t, t.TempDir(), "--demo", "--listen", "0.0.0.0:0", "--oidc-issuer", at, "--oidc-client-id", "netwhy", "--public-url", "https://netwhy.example", "--user-groups", "dev")
	if s.url != "https://netwhy.example" {
		t.Errorf("it says to open %s", s.url)
	}
}
