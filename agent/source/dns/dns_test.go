package dns

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// serve answers DNS on loopback, by UDP and TCP on one port.
func serve(t *testing.T, handler dns.HandlerFunc) *Source {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	packets, err := net.ListenPacket("udp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, server := range []*dns.Server{{PacketConn: packets, Handler: handler}, {Listener: listener, Handler: handler}} {
		started := make(chan struct{})
		server.NotifyStartedFunc = func() { close(started) }
		go func() { _ = server.ActivateAndServe() }() // ends with the shutdown below
		<-started
		t.Cleanup(func() { _ = server.Shutdown() })
	}
	return New(func(context.Context) (string, error) { return listener.Addr().String(), nil })
}

func reply(w dns.ResponseWriter, q *dns.Msg, rcode int, records ...string) {
	m := new(dns.Msg).SetRcode(q, rcode)
	for _, record := range records {
		if rr, err := dns.NewRR(record); err == nil {
			m.Answer = append(m.Answer, rr)
		}
	}
	_ = w.WriteMsg(m)
}

func lookup(t *testing.T, s *Source, name string) ([]evidence.DNSAnswer, error) {
	t.Helper()
	reading, err := s.Lookup(t.Context(), Args{Name: name})
	var answers []evidence.DNSAnswer
	for _, item := range reading.Items {
		var a evidence.DNSAnswer
		if err := json.Unmarshal(item, &a); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, a)
	}
	return answers, err
}

func TestAnswersAreReadAsTheyAre(t *testing.T) {
	s := serve(t, func(w dns.ResponseWriter, q *dns.Msg) {
		switch name := q.Question[0].Name; {
		case name == "gone.example.":
			reply(w, q, dns.RcodeNameError)
		case name == "broken.example.":
			reply(w, q, dns.RcodeServerFailure)
		case q.Question[0].Qtype == dns.TypeA:
			reply(w, q, dns.RcodeSuccess, name+" 5 IN CNAME real.example.", "real.example. 5 IN A 192.0.2.9", "real.example. 5 IN A 192.0.2.1")
		default:
			reply(w, q, dns.RcodeSuccess)
		}
	})
	answers, err := lookup(t, s, "Api.Example")
	if err != nil || len(answers) != 2 {
		t.Fatalf("got %v, %v", answers, err)
	}
	if a := answers[0]; a.Name != "api.example." || a.Type != "A" || a.Rcode != "NOERROR" || strings.Join(a.Addresses, " ") != "192.0.2.1 192.0.2.9" || a.Names[0] != "real.example." {
		t.Errorf("got %+v", a)
	}
	if a := answers[1]; a.Type != "AAAA" || a.Rcode != "NOERROR" || len(a.Addresses) != 0 {
		t.Errorf("got %+v", a)
	}
	for name, rcode := range map[string]string{"gone.example": "NXDOMAIN", "broken.example": "SERVFAIL"} {
		if answers, err := lookup(t, s, name); err != nil || answers[0].Rcode != rcode {
			t.Errorf("%s: got %+v, %v", name, answers, err)
		}
	}
}

func TestATruncatedAnswerIsAskedForByTCP(t *testing.T) {
	s := serve(t, func(w dns.ResponseWriter, q *dns.Msg) {
		if _, udp := w.RemoteAddr().(*net.UDPAddr); udp {
			m := new(dns.Msg).SetReply(q)
			m.Truncated = true
			_ = w.WriteMsg(m)
			return
		}
		reply(w, q, dns.RcodeSuccess, q.Question[0].Name+" 5 IN A 192.0.2.1")
	})
	if answers, err := lookup(t, s, "big.example"); err != nil || len(answers[0].Addresses) != 1 {
		t.Errorf("got %+v, %v", answers, err)
	}
}

func TestNoAnswerIsAFailure(t *testing.T) {
	silent := serve(t, func(dns.ResponseWriter, *dns.Msg) {})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var f *tool.Failure
	if _, err := silent.Lookup(ctx, Args{Name: "x.example"}); !errors.As(err, &f) || f.Reason != evidence.Timeout && f.Reason != evidence.Unreachable {
		t.Errorf("got %v", err)
	}
	absent := New(func(context.Context) (string, error) { return "", &tool.Failure{Reason: evidence.NotInstalled} })
	if _, err := absent.Lookup(t.Context(), Args{Name: "x.example"}); !errors.As(err, &f) || f.Reason != evidence.NotInstalled {
		t.Errorf("got %v", err)
	}
}

func TestSomeNamesAreNeverAskedFor(t *testing.T) {
	asked := false
	s := serve(t, func(w dns.ResponseWriter, q *dns.Msg) { asked = true; reply(w, q, dns.RcodeSuccess) })
	for _, name := range []string{"", ".", "169.254.169.254", "::1", "metadata.google.internal", "x.metadata.google.internal.", strings.Repeat("a", 64) + ".example", "a..b"} {
		if _, err := lookup(t, s, name); err == nil {
			t.Errorf("%q was asked for", name)
		}
	}
	s.Suffixes = []string{"cluster.local", "corp.example"}
	for _, name := range []string{"secret.evil.example", "cluster.local.evil.example", "notcluster.local"} {
		if _, err := lookup(t, s, name); err == nil || !strings.Contains(err.Error(), "only names within cluster.local, corp.example") {
			t.Errorf("%q: got %v", name, err)
		}
	}
	if asked {
		t.Error("a query was sent")
	}
}

func TestNamesWithinTheSuffixesAreAskedFor(t *testing.T) {
	s := serve(t, func(w dns.ResponseWriter, q *dns.Msg) { reply(w, q, dns.RcodeSuccess) })
	s.Suffixes = []string{"cluster.local"}
	for _, name := range []string{"web.shop.svc.cluster.local", "cluster.local"} {
		if _, err := lookup(t, s, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzUsable(f *testing.F) {
	f.Add("api.example.com")
	f.Add("metadata.google.internal")
	f.Add("0metAdAtA.google.internAl") // another name, which ends alike
	f.Fuzz(func(t *testing.T, name string) {
		fqdn, err := usable(name)
		if err == nil && (!strings.HasSuffix(fqdn, ".") || strings.HasSuffix("."+fqdn, ".metadata.google.internal.")) {
			t.Errorf("%q is usable as %q", name, fqdn)
		}
	})
}

func TestTheResolverIsAskedForNewNames(t *testing.T) {
	asked := make(chan string, 20)
	s := serve(t, func(w dns.ResponseWriter, q *dns.Msg) {
		name := q.Question[0].Name
		if name == own {
			reply(w, q, dns.RcodeSuccess)
			return
		}
		asked <- name
		reply(w, q, dns.RcodeNameError)
	})
	for range 2 {
		answers, err := lookup(t, s, "invalid")
		if err != nil || len(answers) != asks || answers[0].Name != nowhere || answers[0].Rcode != "NXDOMAIN" {
			t.Fatalf("got %+v, %v", answers, err)
		}
	}
	names := map[string]bool{}
	for range 2 * asks {
		name := <-asked
		if names[name] || !strings.HasSuffix(name, "."+nowhere) {
			t.Errorf("asked for %q, which a cache may know", name)
		}
		names[name] = true
	}
}

func TestAServerWithoutItsResolverIsAReading(t *testing.T) {
	s := serve(t, func(w dns.ResponseWriter, q *dns.Msg) {
		if q.Question[0].Name == own {
			reply(w, q, dns.RcodeSuccess)
		}
	})
	s.patience = 50 * time.Millisecond
	answers, err := lookup(t, s, "invalid")
	if err != nil || len(answers) != asks || answers[0].Rcode != evidence.NoAnswer {
		t.Errorf("got %+v, %v", answers, err)
	}
	silent := serve(t, func(dns.ResponseWriter, *dns.Msg) {})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if reading, err := silent.Lookup(ctx, Args{Name: "invalid"}); err == nil {
		t.Errorf("a server that answers nothing is the reading %v", reading)
	}
}
