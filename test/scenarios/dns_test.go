package scenarios

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/miekg/dns"
	netwhydns "github.com/netwhy/netwhy/agent/source/dns"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// dnsServer answers on loopback in the place of the cluster's DNS. Names that
// a scenario does not mention are answered as if there were no route to it.
type dnsServer struct {
	address string
	mu      sync.Mutex
	records map[string][]string // name → type or rcode, value
}

func newDNSServer(t testing.TB) *dnsServer {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &dnsServer{address: conn.LocalAddr().String()}
	server := &dns.Server{PacketConn: conn, Handler: s}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.ActivateAndServe() // ends with the shutdown below
	}()
	t.Cleanup(func() {
		_ = conn.Close()
		<-done
	})
	return s
}

func (s *dnsServer) set(t testing.TB, lines []string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records = map[string][]string{}
	for _, line := range lines {
		words := strings.Fields(line)
		if len(words) < 2 {
			t.Fatalf("dns line %q: want NAME RCODE or NAME TYPE VALUE", line)
		}
		s.records[dns.CanonicalName(words[0])] = words[1:]
	}
}

// ServeDNS answers from the scenario.
func (s *dnsServer) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	s.mu.Lock()
	answer := s.records[dns.CanonicalName(q.Question[0].Name)]
	s.mu.Unlock()
	reply := new(dns.Msg).SetReply(q)
	switch {
	case len(answer) == 1:
		reply.Rcode = dns.StringToRcode[answer[0]]
	case len(answer) == 2 && answer[0] == dns.TypeToString[q.Question[0].Qtype]:
		rr, err := dns.NewRR(q.Question[0].Name + " 30 IN " + answer[0] + " " + answer[1])
		if err != nil {
			reply.Rcode = dns.RcodeFormatError
		} else {
			reply.Answer = append(reply.Answer, rr)
		}
	}
	_ = w.WriteMsg(reply) // a client that went away is no matter
}

func (s *dnsServer) tools() ([]tool.Tool, error) {
	return netwhydns.New(func(context.Context) (string, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.records) == 0 {
			return "", &tool.Failure{Reason: evidence.Unreachable, Needs: "a route to the cluster's DNS Service", Err: errors.New("outside the cluster")}
		}
		return s.address, nil
	}).Tools()
}
