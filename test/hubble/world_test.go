package hubble

import (
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cilium/cilium/api/v1/observer"
	"github.com/cilium/cilium/api/v1/peer"
	"github.com/cilium/cilium/pkg/crypto/certloader"
	"github.com/cilium/cilium/pkg/hubble/container"
	peers "github.com/cilium/cilium/pkg/hubble/peer/types"
	relay "github.com/cilium/cilium/pkg/hubble/relay/observer"
	"github.com/cilium/cilium/pkg/hubble/relay/pool"
	source "github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/test/authority"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

// world is some nodes, one more that is dead, and a relay before them.
type world struct {
	nodes   []*node
	address string // of the relay
	ca      *authority.Authority
	files   string // folder of a client's certificates
	server  *grpc.Server
	peers   *pool.PeerManager
	secrets certloader.ServerConfigBuilder
}

const (
	nodeDomain = "*.default.hubble-grpc.cilium.io"
	dead       = "node-dead"
)

// newWorld runs node-a, node-b and so on, whose rings take so many flows. That
// a node is dead is left to the caller.
func newWorld(t testing.TB, count int, ring container.Capacity, withDead bool) *world {
	t.Helper()
	ca, err := authority.New()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{ca: ca, files: t.TempDir()}
	w.certify(t, ca)
	nodes := &directory{}
	nodeTLS := serverTLS(t, ca, nodeDomain)
	for i := range count {
		n := startNode(t, "node-"+string(rune('a'+i)), ring, decoder(t), nodeTLS)
		n.see(t) // who reads a ring that never held anything, reads forever
		w.nodes = append(w.nodes, n)
		nodes.add(n.name, n.address)
	}
	if withDead {
		nodes.add(dead, free(t))
	}
	w.secrets = serverTLS(t, ca, "*.hubble-relay.cilium.io")
	w.peers = manager(t, nodes.serve(t), clientTLS(t, ca))
	w.address = free(t)
	w.serve(t)
	t.Cleanup(func() { w.server.Stop() })
	until(t, "the relay is connected", func() bool {
		connected := 0
		for _, p := range w.peers.List() {
			if p.Conn != nil {
				connected++
			}
		}
		return connected >= count
	})
	w.connected(t, count)
	return w
}

// serve runs the relay at its address.
func (w *world) serve(t testing.TB) {
	t.Helper()
	o, err := relay.NewServer(w.peers, relay.WithLogger(quiet))
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", w.address)
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer(grpc.Creds(credentials.NewTLS(w.secrets.ServerConfig(modern))))
	observer.RegisterObserverServer(server, o)
	w.server = server
	go func() { _ = server.Serve(listener) }()
}

// connected waits until the relay says that so many nodes answer it.
func (w *world) connected(t testing.TB, count int) {
	t.Helper()
	until(t, "the nodes answer", func() bool {
		s := w.source(time.Minute)
		defer s.Close()
		reading, err := s.Flows(t.Context(), source.Args{})
		if err != nil {
			return false
		}
		n := 0
		for _, one := range viewOf(t, reading.Items[0]).Nodes {
			if one.State == "connected" {
				n++
			}
		}
		return n == count
	})
}

func (w *world) source(window time.Duration) *source.Source {
	return source.New(source.Relay{Address: w.address, Files: w.files}, window, time.Now)
}

// certify gives the client a certificate of an authority, and trust in it.
func (w *world) certify(t testing.TB, ca *authority.Authority) {
	t.Helper()
	id, err := ca.Client("netwhy")
	if err != nil {
		t.Fatal(err)
	}
	keep(t, w.files, id, ca)
}

func keep(t testing.TB, dir string, id authority.Identity, ca *authority.Authority) {
	t.Helper()
	for name, data := range map[string][]byte{"tls.crt": id.Cert, "tls.key": id.Key, "ca.crt": ca.PEM} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func serverTLS(t testing.TB, ca *authority.Authority, domain string) certloader.ServerConfigBuilder {
	t.Helper()
	id, err := ca.Server("server", domain)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	keep(t, dir, id, ca)
	watched, err := certloader.NewWatchedServerConfig(quiet, []string{filepath.Join(dir, "ca.crt")}, filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(watched.Stop)
	return watched
}

func clientTLS(t testing.TB, ca *authority.Authority) certloader.ClientConfigBuilder {
	t.Helper()
	id, err := ca.Client("relay")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	keep(t, dir, id, ca)
	watched, err := certloader.NewWatchedClientConfig(quiet, []string{filepath.Join(dir, "ca.crt")}, filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(watched.Stop)
	return watched
}

// manager keeps the relay's connections to the nodes. A relay of the whole
// program could be there only once in a process: it registers its metrics.
func manager(t testing.TB, target string, secrets certloader.ClientConfigBuilder) *pool.PeerManager {
	t.Helper()
	m, err := pool.NewPeerManager(prometheus.NewRegistry(), pool.WithPeerServiceAddress(target), pool.WithPeerClientBuilder(&peers.LocalClientBuilder{}),
		pool.WithClientConnBuilder(pool.GRPCClientConnBuilder{TLSConfig: secrets}), pool.WithRetryTimeout(time.Second), pool.WithLogger(quiet))
	if err != nil {
		t.Fatal(err)
	}
	m.Start()
	t.Cleanup(m.Stop)
	return m
}

// directory tells a relay of its nodes.
type directory struct {
	peer.UnimplementedPeerServer
	list []*peer.ChangeNotification
}

func (d *directory) add(name, address string) {
	d.list = append(d.list, &peer.ChangeNotification{
		Name: name, Address: address, Type: peer.ChangeNotificationType_PEER_ADDED,
		Tls: &peer.TLS{ServerName: name + ".default.hubble-grpc.cilium.io"},
	})
}

// Notify implements peer.PeerServer.
func (d *directory) Notify(_ *peer.NotifyRequest, stream grpc.ServerStreamingServer[peer.ChangeNotification]) error {
	for _, n := range d.list {
		if err := stream.Send(n); err != nil {
			return err
		}
	}
	<-stream.Context().Done()
	return nil
}

func (d *directory) serve(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "peers.sock")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	s := grpc.NewServer()
	peer.RegisterPeerServer(s, d)
	go func() { _ = s.Serve(listener) }()
	t.Cleanup(s.Stop)
	return "unix://" + path
}
