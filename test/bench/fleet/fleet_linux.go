package fleet

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/netwhy/netwhy/nodeprobe/certificate"
	"github.com/netwhy/netwhy/nodeprobe/server"
	"github.com/netwhy/netwhy/test/authority"
)

// Fleet is probes that run.
type Fleet struct {
	Nodes []Node
	Port  int
	// Client is the folder with tls.crt, tls.key and ca.crt of a client.
	Client string

	stop    context.CancelFunc
	running sync.WaitGroup
	mu      sync.Mutex
	failed  error
}

// Start runs the probes of nodes on a port, 0 for one that is free. The
// certificates, which are made in dir, name the Service as "name.namespace.svc".
func Start(nodes []Node, port int, service, dir string) (*Fleet, error) {
	windows, err := recorded()
	if err != nil {
		return nil, err
	}
	config, err := certify(dir, service)
	if err != nil {
		return nil, fmt.Errorf("cannot make certificates for the probes: %w", err)
	}
	if err := descriptors(3 * len(nodes)); err != nil {
		return nil, err
	}
	if port == 0 {
		if port, err = free(); err != nil {
			return nil, err
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	f := &Fleet{Nodes: nodes, Port: port, Client: filepath.Join(dir, "client"), stop: stop}
	for _, n := range nodes {
		if err := f.add(ctx, config, prober{n, windows[n.Pool]}); err != nil {
			return nil, errors.Join(fmt.Errorf("cannot run the probe of %s: %w", n.Name, err), f.Close())
		}
	}
	return f, nil
}

// free is a port that nobody listens on at the moment.
func free() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// add runs one probe, or what is there in its place.
func (f *Fleet) add(ctx context.Context, config *tls.Config, p prober) error {
	switch p.node.Silence {
	case Refuses:
		return nil
	case Lost:
		return f.lose(ctx, p.node.Address)
	}
	l, err := server.Listen(ctx, net.JoinHostPort(p.node.Address, strconv.Itoa(f.Port)))
	if err != nil {
		return err
	}
	if p.node.Silence == Hangs { // the kernel opens connections, and nobody takes them
		f.until(ctx, func() error { <-ctx.Done(); return l.Close() })
		return nil
	}
	f.until(ctx, func() error { return server.New(p).Serve(ctx, tls.NewListener(l, config), newIdle()) })
	return nil
}

// until runs something that ends with the fleet.
func (f *Fleet) until(ctx context.Context, run func() error) {
	f.running.Go(func() {
		if err := run(); err != nil && ctx.Err() == nil {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.failed = errors.Join(f.failed, err)
		}
	})
}

// Close ends the probes. The error is of those that ended before.
func (f *Fleet) Close() error {
	f.stop()
	f.running.Wait()
	return f.failed
}

// certify makes the certificates of the probes and of a client.
func certify(dir, service string) (*tls.Config, error) {
	ca, err := authority.New()
	if err != nil {
		return nil, err
	}
	probe, err := ca.Server("probe", service)
	if err != nil {
		return nil, err
	}
	client, err := ca.Client("netwhy")
	if err != nil {
		return nil, err
	}
	for folder, id := range map[string]authority.Identity{"probe": probe, "client": client} {
		in := filepath.Join(dir, folder)
		if err := os.MkdirAll(in, 0o700); err != nil {
			return nil, err
		}
		for name, text := range map[string][]byte{"tls.crt": id.Cert, "tls.key": id.Key, "ca.crt": ca.PEM} {
			if err := os.WriteFile(filepath.Join(in, name), text, 0o600); err != nil {
				return nil, err
			}
		}
	}
	in := func(name string) string { return filepath.Join(dir, "probe", name) }
	return certificate.Files{Certificate: in("tls.crt"), Key: in("tls.key"), Clients: in("ca.crt")}.Config()
}

// idle is a listener that nobody comes to.
type idle struct {
	once  sync.Once
	ended chan struct{}
}

func newIdle() *idle { return &idle{ended: make(chan struct{})} }

// Accept implements [net.Listener].
func (i *idle) Accept() (net.Conn, error) { <-i.ended; return nil, net.ErrClosed }

// Close and Addr implement [net.Listener].
func (i *idle) Close() error   { i.once.Do(func() { close(i.ended) }); return nil }
func (i *idle) Addr() net.Addr { return &net.TCPAddr{} }
