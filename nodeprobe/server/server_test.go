package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/certificate"
	"github.com/netwhy/netwhy/nodeprobe/sample"
	"github.com/netwhy/netwhy/test/authority"
)

// fixed is a node that does not change.
type fixed struct {
	err  error
	hold chan struct{} // if set, answers wait for it
}

func (f fixed) Window(ctx context.Context, _ time.Duration, _ bool, _ []string) (*sample.Window, error) {
	if f.hold != nil {
		select {
		case <-f.hold:
		case <-ctx.Done():
		}
	}
	return &sample.Window{
		Node: "node-a",
		Scopes: []sample.Scope{
			{Kind: sample.CPU, Name: "0"}, {Kind: sample.Namespace, Name: sample.Host},
			{Kind: sample.Namespace, Name: "pod-1"}, {Kind: sample.Namespace, Name: "pod-2"},
		},
		Listens: []sample.Listener{{Namespace: "pod-1", Port: 80}, {Namespace: "pod-2", Port: 81}},
		Columns: map[sample.Kind][]string{sample.CPU: {"dropped"}, sample.Namespace: {"Udp.NoPorts"}},
	}, f.err
}

// probe is a running server with its files.
type probe struct {
	url, public string
	dir         string
	clients     *authority.Authority
}

func serve(t *testing.T, p Prober) *probe {
	t.Helper()
	ca, err := authority.New()
	if err != nil {
		t.Fatal(err)
	}
	s := &probe{dir: t.TempDir(), clients: ca}
	s.certify(t, ca)
	config, err := s.files().Config()
	if err != nil {
		t.Fatal(err)
	}
	var listeners [2]net.Listener
	for i := range listeners {
		if listeners[i], err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
	}
	s.url, s.public = "https://"+listeners[0].Addr().String(), "http://"+listeners[1].Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- New(p).Serve(ctx, tls.NewListener(listeners[0], config), listeners[1]) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *probe) files() certificate.Files {
	in := func(name string) string { return filepath.Join(s.dir, name) }
	return certificate.Files{Certificate: in("tls.crt"), Key: in("tls.key"), Clients: in("ca.crt")}
}

func (s *probe) certify(t *testing.T, ca *authority.Authority) {
	t.Helper()
	id, err := ca.Server("probe")
	if err != nil {
		t.Fatal(err)
	}
	f := s.files()
	for path, text := range map[string][]byte{f.Certificate: id.Cert, f.Key: id.Key, f.Clients: ca.PEM} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// get asks with a certificate of an authority, or with none.
func (s *probe) get(t *testing.T, ca, client *authority.Authority, path string) (int, string, error) {
	t.Helper()
	config := &tls.Config{RootCAs: x509.NewCertPool()}
	config.RootCAs.AppendCertsFromPEM(ca.PEM)
	if client != nil {
		id, err := client.Client("netwhy")
		if err != nil {
			t.Fatal(err)
		}
		pair, err := tls.X509KeyPair(id.Cert, id.Key)
		if err != nil {
			t.Fatal(err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	c := &http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
	answer, err := c.Get(s.url + path)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text), err
}

// ask asks the public port, as anybody.
func (s *probe) ask(t *testing.T, path string) (int, string) {
	t.Helper()
	answer, err := http.Get(s.public + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestOnlyClientsWithACertificate(t *testing.T) {
	s := serve(t, fixed{})
	other, err := authority.New()
	if err != nil {
		t.Fatal(err)
	}
	if code, text, err := s.get(t, s.clients, nil, "/v1/window"); err == nil {
		t.Errorf("without a certificate: %d %s", code, text)
	}
	if code, text, err := s.get(t, s.clients, other, "/v1/window"); err == nil {
		t.Errorf("with a stranger's certificate: %d %s", code, text)
	}
	code, text, err := s.get(t, s.clients, s.clients, "/v1/window?pods=pod-1&kinds=netns,listening")
	var w sample.Window
	if err != nil || code != http.StatusOK || json.Unmarshal([]byte(text), &w) != nil {
		t.Fatalf("with a certificate: %d %s, %v", code, text, err)
	}
	if len(w.Scopes) != 2 || len(w.Listens) != 1 || len(w.Columns) != 1 {
		t.Errorf("the window holds what was not asked for: %s", text)
	}
	if code, text := s.ask(t, "/v1/window"); code != http.StatusNotFound {
		t.Errorf("the public port answers %d %s", code, text)
	}
	if code, text := s.ask(t, "/healthz"); code != http.StatusOK {
		t.Errorf("the public port says of its health %d %s", code, text)
	}
}

// Without an authority, anybody would be let in.
func TestNoAuthorityIsNoServer(t *testing.T) {
	if config, err := (certificate.Files{Certificate: "tls.crt", Key: "tls.key"}).Config(); err == nil || config != nil {
		t.Errorf("clients are let in by no authority: %v", err)
	}
}

func TestCertificatesAreReadAgain(t *testing.T) {
	s := serve(t, fixed{})
	next, err := authority.New()
	if err != nil {
		t.Fatal(err)
	}
	s.certify(t, next)
	if code, _, err := s.get(t, next, next, "/v1/window"); err != nil || code != http.StatusOK {
		t.Errorf("after the rotation: %d, %v", code, err)
	}
	if _, _, err := s.get(t, next, s.clients, "/v1/window"); err == nil {
		t.Error("a client of the old authority is still let in")
	}
	if err := os.WriteFile(s.files().Key, []byte("half a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, err := s.get(t, next, next, "/v1/window"); err != nil || code != http.StatusOK {
		t.Errorf("while a file is broken: %d, %v", code, err)
	}
}

func TestRefusals(t *testing.T) {
	s := serve(t, fixed{})
	for path, want := range map[string]int{
		"/v1/window?seconds=0": 400, "/v1/window?seconds=61": 400, "/v1/window?seconds=x": 400, "/v1/window?file=/etc/passwd": 400,
		"/v1/window?pods=" + strings.Repeat("x,", mostPods+1): 400, "/etc/passwd": 404, "/metrics": 404,
	} {
		if code, text, err := s.get(t, s.clients, s.clients, path); err != nil || code != want {
			t.Errorf("%.40s: %d %s, %v", path, code, text, err)
		}
	}
	broken := serve(t, fixed{err: errors.New("cannot read the node")})
	if code, text, err := broken.get(t, broken.clients, broken.clients, "/v1/window"); err != nil || code != http.StatusServiceUnavailable {
		t.Errorf("%d %s, %v", code, text, err)
	}
}

func TestManyRequestsAreRefused(t *testing.T) {
	hold := make(chan struct{})
	s := serve(t, fixed{hold: hold})
	type result struct {
		code int
		err  error
	}
	results := make(chan result)
	for range 3 * atOnce {
		go func() {
			code, _, err := s.get(t, s.clients, s.clients, "/v1/window")
			results <- result{code, err}
		}()
	}
	refused := 0
	for range 2 * atOnce { // these cannot have got a slot
		r := <-results
		if r.err != nil || r.code != http.StatusTooManyRequests {
			t.Errorf("%d, %v", r.code, r.err)
		}
		refused++
	}
	close(hold)
	for range 3*atOnce - refused {
		if r := <-results; r.err != nil {
			t.Error(r.err)
		}
	}
	if _, text := s.ask(t, "/metrics"); !strings.Contains(text, `netwhy_probe_refusals_total{code="429"}`) {
		t.Errorf("the metrics are %s", text)
	}
}
