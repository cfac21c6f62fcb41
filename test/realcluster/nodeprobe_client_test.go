package realcluster

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/nodeprobe/sample"
	"github.com/netwhy/netwhy/test/realcluster/machine"
	"golang.org/x/sys/unix"
)

// caller is a client of the probe of a node, on node-a.
func caller(t *testing.T, c *Cluster, node, certificate string) *http.Client {
	t.Helper()
	config := &tls.Config{RootCAs: x509.NewCertPool()}
	authority, err := os.ReadFile(filepath.Join(c.ProbeTLS(), "ca.crt"))
	if err != nil || !config.RootCAs.AppendCertsFromPEM(authority) {
		t.Fatalf("cannot read the probe's authority: %v", err)
	}
	if certificate != "" {
		pair, err := tls.LoadX509KeyPair(certificate+".crt", certificate+".key")
		if err != nil {
			t.Fatal(err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig: config, DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			_, port, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			return dialFrom(ctx, c.Node("node-a"), network, net.JoinHostPort(nodeAddresses[node], port))
		},
	}}
}

// dialFrom dials in the network of a machine. The thread must come back: if it is
// the process's first, it cannot end, and would keep that network for ever.
func dialFrom(ctx context.Context, m *machine.Machine, network, address string) (net.Conn, error) {
	there, err := os.Open(fmt.Sprintf("/proc/%d/ns/net", m.PID))
	if err != nil {
		return nil, err
	}
	defer func() { _ = there.Close() }()
	runtime.LockOSThread()
	here, err := os.Open("/proc/thread-self/ns/net")
	if err == nil {
		defer func() { _ = here.Close() }()
		err = unix.Setns(int(there.Fd()), unix.CLONE_NEWNET)
	}
	if err != nil {
		runtime.UnlockOSThread()
		return nil, err
	}
	conn, failed := new(net.Dialer).DialContext(ctx, network, address)
	if err := unix.Setns(int(here.Fd()), unix.CLONE_NEWNET); err != nil {
		return nil, errors.Join(err, failed) // the thread stays locked, for nobody else to use
	}
	runtime.UnlockOSThread()
	return conn, failed
}

// window asks the probe of a node for what moved lately.
func window(t *testing.T, c *Cluster, node string, pods ...Pod) *sample.Window {
	t.Helper()
	return ask(t, c, node, url.Values{"seconds": {"1"}}, pods)
}

// fresh asks the probe of a node for a window that begins now, which no other
// question shares.
func fresh(t *testing.T, c *Cluster, node string, pods ...Pod) *sample.Window {
	t.Helper()
	return ask(t, c, node, url.Values{"seconds": {"1"}, "fresh": {"true"}}, pods)
}

func ask(t *testing.T, c *Cluster, node string, query url.Values, pods []Pod) *sample.Window {
	t.Helper()
	var uids []string
	for _, p := range pods {
		uids = append(uids, p.UID)
	}
	query.Set("pods", strings.Join(uids, ","))
	answer, err := caller(t, c, node, filepath.Join(c.ProbeTLS(), "tls")).Get(fmt.Sprintf("https://%s:%d/v1/window?%s", probeName, probePort, query.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	w := new(sample.Window)
	if err != nil || answer.StatusCode != http.StatusOK || json.Unmarshal(text, w) != nil {
		t.Fatalf("the probe of %s answers %s: %.500s, %v", node, answer.Status, text, err)
	}
	return w
}
