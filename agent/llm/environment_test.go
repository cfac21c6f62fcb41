package llm

import (
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

const inTheEnvironment = "NETWHY_TEST_ENDPOINT"

// TestProxyAndCertificatesOfTheEnvironment asks from another process, since
// Go reads both once.
func TestProxyAndCertificatesOfTheEnvironment(t *testing.T) {
	if at := os.Getenv(inTheEnvironment); at != "" {
		e, err := New(Settings{Endpoint: at, Model: "m", Key: secret})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := e.Answer(t.Context(), question, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("answered: %s", answer.Message.Text)
		return
	}
	s := llmtest.StartTLS(t, llmtest.Say{Text: "by way of the proxy"})
	var asked atomic.Value
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Store(r.Method + " " + r.Host)
		tunnel(w, s.Listener.Addr().String())
	}))
	t.Cleanup(proxy.Close)
	certificate := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), self, "-test.run=^"+t.Name()+"$", "-test.v")
	child.Env = append(os.Environ(), inTheEnvironment+"=https://example.com/v1", "HTTPS_PROXY="+proxy.URL, "NO_PROXY=", "SSL_CERT_FILE="+certificate)
	out, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "answered: by way of the proxy") {
		t.Errorf("%v\n%s", err, out)
	}
	if asked.Load() != "CONNECT example.com:443" {
		t.Errorf("the proxy was asked for %v", asked.Load())
	}
	if r := s.Requests(); len(r) != 1 || r[0].Header.Get("Authorization") != "Bearer "+secret {
		t.Errorf("sent was %+v", r)
	}
}

// tunnel connects a client of a proxy with an address, whatever it asked for.
func tunnel(w http.ResponseWriter, to string) {
	behind, err := net.Dial("tcp", to)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusOK)
	client, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		behind.Close() //nolint:errcheck // it is done with
		return
	}
	go func() {
		io.Copy(behind, client) //nolint:errcheck // ends when one side goes
		behind.Close()          //nolint:errcheck // it is done with
	}()
	io.Copy(client, behind) //nolint:errcheck // likewise
	client.Close()          //nolint:errcheck // likewise
}
