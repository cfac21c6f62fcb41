package attack

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/miekg/dns"
)

// canary is what nobody has a reason to call, and the cluster's DNS.
type canary struct {
	http, dns string // their addresses

	mu      sync.Mutex
	called  int      // connections
	names   []string // that the cluster's DNS was asked for
	resolve []string // what the machine's own resolver was made to ask
}

func newCanary(t *testing.T) *canary {
	t.Helper()
	c := &canary{}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.http = listener.Addr().String()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			c.mu.Lock()
			c.called++
			c.mu.Unlock()
			_ = conn.Close()
		}
	}()
	packets, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.dns = packets.LocalAddr().String()
	server := &dns.Server{PacketConn: packets, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, m *dns.Msg) {
		c.mu.Lock()
		c.names = append(c.names, strings.ToLower(m.Question[0].Name))
		c.mu.Unlock()
		_ = w.WriteMsg(new(dns.Msg).SetRcode(m, dns.RcodeNameError))
	})}
	go func() { _ = server.ActivateAndServe() }()
	usual := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(_ context.Context, _, address string) (net.Conn, error) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.resolve = append(c.resolve, address)
		return nil, net.ErrClosed
	}}
	t.Cleanup(func() {
		net.DefaultResolver = usual
		_ = listener.Close()
		_ = server.Shutdown()
	})
	return c
}

// heard is what was called until now.
func (c *canary) heard() (called int, names, resolved []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.called, append([]string{}, c.names...), append([]string{}, c.resolve...)
}
