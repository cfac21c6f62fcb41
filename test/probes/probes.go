// Package probes runs many node probes on loopback: the real server, behind
// certificates that it issues, over samples of the test's choice.
package probes

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/netwhy/netwhy/agent/source/node"
	"github.com/netwhy/netwhy/nodeprobe/certificate"
	"github.com/netwhy/netwhy/nodeprobe/server"
	"github.com/netwhy/netwhy/test/authority"
)

// Service is whose certificates the probes show.
var Service = node.Service{Namespace: "netwhy", Name: "netwhy-nodeprobe"}

// Fleet is some running probes. It is the directory that they are found by.
type Fleet struct {
	Endpoints []node.Endpoint
	Pods      []node.Pod
	// Files is the folder with a client's certificates.
	Files     node.Files
	Authority *authority.Authority
	// Asked counts how often the probes were looked up.
	Asked int

	server *tls.Config
}

// Probes implements [node.Directory].
func (f *Fleet) Probes(context.Context, string, string) ([]node.Endpoint, error) {
	f.Asked++
	return f.Endpoints, nil
}

// RunningPods implements [node.Directory].
func (f *Fleet) RunningPods(context.Context, string) ([]node.Pod, error) { return f.Pods, nil }

// New makes a fleet of no probe.
func New(t testing.TB) *Fleet {
	t.Helper()
	ca, err := authority.New()
	if err != nil {
		t.Fatal(err)
	}
	f := &Fleet{Authority: ca, Files: node.Files(t.TempDir())}
	f.Certify(t, ca)
	id, err := ca.Server("probe", fmt.Sprintf("%s.%s.svc", Service.Name, Service.Namespace))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files := certificate.Files{Certificate: filepath.Join(dir, "tls.crt"), Key: filepath.Join(dir, "tls.key"), Clients: filepath.Join(dir, "ca.crt")}
	write(t, map[string][]byte{files.Certificate: id.Cert, files.Key: id.Key, files.Clients: ca.PEM})
	if f.server, err = files.Config(); err != nil {
		t.Fatal(err)
	}
	return f
}

// Certify gives the client a certificate of an authority, and trust in it.
func (f *Fleet) Certify(t testing.TB, ca *authority.Authority) {
	t.Helper()
	id, err := ca.Client("netwhy")
	if err != nil {
		t.Fatal(err)
	}
	in := func(name string) string { return filepath.Join(string(f.Files), name) }
	write(t, map[string][]byte{in("tls.crt"): id.Cert, in("tls.key"): id.Key, in("ca.crt"): ca.PEM})
}

func write(t testing.TB, files map[string][]byte) {
	t.Helper()
	for path, data := range files {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Add runs the probe of a node until the test ends.
func (f *Fleet) Add(t testing.TB, name string, p server.Prober) {
	t.Helper()
	var listeners [2]net.Listener
	for i := range listeners {
		var err error
		if listeners[i], err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
	}
	f.Endpoints = append(f.Endpoints, node.Endpoint{Node: name, Address: listeners[0].Addr().String()})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.New(p).Serve(ctx, tls.NewListener(listeners[0], f.server), listeners[1]) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
