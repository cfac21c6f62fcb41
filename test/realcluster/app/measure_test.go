package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"
)

func TestMeasureSucceeds(t *testing.T) {
	for kind, target := range map[string]string{
		"http": "http://" + serving(t, "http") + "/bytes?n=5000",
		"tcp":  serving(t, "tcp"),
		"udp":  serving(t, "udp"),
		"dns":  "localhost",
	} {
		m, code := ran[measurement](t, "measure", "-parallel", "2", kind, target, "-n", "5", "-interval", "1us")
		if code != 0 || m.Kind != kind || m.Target != target || m.Attempts != 5 || m.OK != 5 || m.FirstError != "" {
			t.Errorf("code %d: %+v", code, m)
		}
		if s := m.Milliseconds; s.Max <= 0 || s.Median < s.Min || s.Max < s.Median {
			t.Errorf("%s took %+v", kind, s)
		}
	}
}

// closed is an address that nobody listens on, because this test holds it.
func closed(t *testing.T, network string) string {
	t.Helper()
	if network == "udp" {
		// A connected socket takes nothing from others.
		conn, err := net.Dial("udp", "127.0.0.1:9")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn.LocalAddr().String()
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// accepting answers each connection with what the function does.
func accepting(t *testing.T, do func(*net.TCPConn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			do(conn.(*net.TCPConn))
		}
	}()
	return l.Addr().String()
}

// patience is short only where it is meant to end: a busy machine is slow.
func patience(want string) time.Duration {
	if want == timedOut {
		return 50 * time.Millisecond
	}
	return 10 * time.Second
}

func TestMeasureFails(t *testing.T) {
	resetting := accepting(t, func(c *net.TCPConn) { _, _ = c.Read(make([]byte, 1)); _ = c.SetLinger(0); _ = c.Close() })
	hangingUp := accepting(t, func(c *net.TCPConn) { _, _ = io.ReadFull(c, make([]byte, 7)); _ = c.Close() })
	for _, c := range []struct{ kind, target, want string }{
		{"tcp", closed(t, "tcp"), refused},
		{"udp", closed(t, "udp"), refused},
		{"http", "http://" + closed(t, "tcp"), refused},
		{"tcp", "255.255.255.255:9", noRoute},
		{"tcp", resetting, reset},
		{"http", "http://" + resetting, reset},
		{"tcp", hangingUp, other},
		{"tcp", serving(t, "tcp", "-stall-accept", "0"), timedOut},
		{"http", "http://" + serving(t, "tcp", "-stall-accept", "5"), timedOut},
		{"udp", serving(t, "udp", "-stall-read", "2048"), timedOut},
		{"http", "http://" + serving(t, "http", "-unready") + "/ready", unavailable},
		{"http", "http://" + serving(t, "http") + "/nothing", other},
	} {
		m, code := ran[measurement](t, "measure", c.kind, c.target, "-n", "2", "-timeout", patience(c.want).String())
		if code != exitFailed || m.OK != 0 || m.Failures[c.want] != 2 || m.FirstError == "" || m.Milliseconds != (spread{}) {
			t.Errorf("%s, code %d: %+v", c.want, code, m)
		}
	}
}

// TestMeasureHold fills the queue of a listener that never accepts: a backlog of
// N has room for N+1 connections.
func TestMeasureHold(t *testing.T) {
	address := serving(t, "tcp", "-stall-accept", "2")
	m, code := ran[measurement](t, "measure", "tcp", address, "-hold", "-n", "5", "-parallel", "5", "-timeout", "300ms")
	if code != exitFailed || m.OK != 3 || m.Failures[timedOut] != 2 {
		t.Errorf("code %d: %+v", code, m)
	}
}

func TestMeasureEndsWhenTold(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out, errOut bytes.Buffer
	if code := run(ctx, []string{"measure", "tcp", "127.0.0.1:9"}, &out, &errOut); code != exitFailed || !bytes.Contains(out.Bytes(), []byte(`"firstError":""`)) {
		t.Errorf("code %d, printed %q and %q", code, &out, &errOut)
	}
}

func TestClass(t *testing.T) {
	on := func(errno syscall.Errno) error {
		return fmt.Errorf("wrapped: %w", &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", errno)})
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{on(syscall.ECONNREFUSED), refused},
		{on(syscall.EHOSTUNREACH), noRoute},
		{on(syscall.ENETUNREACH), noRoute},
		{on(syscall.ECONNRESET), reset},
		{on(syscall.EPIPE), reset},
		{on(syscall.ETIMEDOUT), timedOut},
		{on(syscall.EPERM), other},
		{httpStatus(500), other},
		{&net.DNSError{Err: "read udp 10.0.0.1:1->10.0.0.2:53: read: connection refused", IsTemporary: true}, refused},
		{&net.DNSError{Err: "dial udp 10.0.0.2:53: connect: no route to host", IsTemporary: true}, noRoute},
		{&net.DNSError{Err: "server misbehaving"}, other},
		{errors.New("strange"), other},
	} {
		if got := class(c.err); got != c.want {
			t.Errorf("%v is %s, not %s", c.err, got, c.want)
		}
	}
}

func TestSpread(t *testing.T) {
	got := spreadOf([]time.Duration{4 * time.Millisecond, time.Millisecond, 2 * time.Millisecond, 10 * time.Millisecond})
	if want := (spread{Min: 1, Median: 3, Max: 10}); got != want {
		t.Errorf("got %+v, not %+v", got, want)
	}
}
