package rings

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/cilium/cilium/api/v1/peer"
	peers "github.com/cilium/cilium/pkg/hubble/peer/types"
	"github.com/cilium/cilium/pkg/hubble/relay/pool"
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
)

// directory tells a relay of its nodes.
type directory struct {
	peer.UnimplementedPeerServer
	nodes  []*node
	folder string
	server *grpc.Server
	ended  chan struct{}
}

// serve answers at a socket in a folder of its own.
func (d *directory) serve() (target string, err error) {
	if d.folder, err = os.MkdirTemp("", "peers-"); err != nil {
		return "", fmt.Errorf("cannot make a folder for the socket of peers: %w", err)
	}
	path := filepath.Join(d.folder, "peers.sock")
	listener, err := net.Listen("unix", path)
	if err != nil {
		return "", fmt.Errorf("cannot listen for the relay's question for its peers: %w", err)
	}
	d.server, d.ended = grpc.NewServer(), make(chan struct{})
	peer.RegisterPeerServer(d.server, d)
	go func() {
		defer close(d.ended)
		_ = d.server.Serve(listener)
	}()
	return "unix://" + path, nil
}

// Notify implements peer.PeerServer.
func (d *directory) Notify(_ *peer.NotifyRequest, stream grpc.ServerStreamingServer[peer.ChangeNotification]) error {
	for _, n := range d.nodes {
		if err := stream.Send(&peer.ChangeNotification{Name: n.traffic.Name, Address: n.address, Type: peer.ChangeNotificationType_PEER_ADDED}); err != nil {
			return err
		}
	}
	<-stream.Context().Done()
	return nil
}

func (d *directory) stop() {
	if d.server != nil {
		d.server.Stop()
		<-d.ended
	}
	_ = os.RemoveAll(d.folder) // of the system's temporary files
}

// connections are the relay's to its nodes. A relay of the whole program could be
// there only once in a process: it registers its metrics.
func connections(target string) (*pool.PeerManager, error) {
	m, err := pool.NewPeerManager(prometheus.NewRegistry(), pool.WithPeerServiceAddress(target), pool.WithPeerClientBuilder(&peers.LocalClientBuilder{}),
		pool.WithClientConnBuilder(pool.GRPCClientConnBuilder{}), pool.WithRetryTimeout(time.Second), pool.WithLogger(quiet))
	if err != nil {
		return nil, fmt.Errorf("cannot make the relay's pool of peers: %w", err)
	}
	m.Start()
	return m, nil
}
