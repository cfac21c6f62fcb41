package world

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// unmapped is the port of kubelets that nobody serves.
const unmapped = 10250

// Kubelets answers for the kubelets of all nodes until the test ends: each container
// logged one line, just now. It has to be called before the world is written. The flags
// let its API server find them; without them it looks for addresses that are not there,
// as long as the machine's resolver and routes make it.
func (w *World) Kubelets(t testing.TB) (flags []string) {
	t.Helper()
	s := httptest.NewTLSServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/containerLogs/") {
			http.NotFound(rw, r)
			return
		}
		// A client that is gone is the API server's to notice.
		_, _ = fmt.Fprintf(rw, "%s [INFO] plugin/ready: all plugins are ready\n", time.Now().UTC().Format(time.RFC3339Nano))
	}))
	t.Cleanup(s.Close)
	w.kubelet = int32(s.Listener.Addr().(*net.TCPAddr).Port) //nolint:gosec // a port
	return []string{"--kubelet-preferred-address-types=InternalDNS"}
}
