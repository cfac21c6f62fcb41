package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"time"
)

// probe makes single attempts, each on a connection of its own.
type probe struct {
	resolver *net.Resolver
	timeout  time.Duration
	hold     func(net.Conn) // given: keep the TCP connection, and ask for no echo
}

// pure is Go's own resolver: the same with cgo and without.
func pure() *net.Resolver { return &net.Resolver{PreferGo: true} }

func (p probe) attempt(ctx context.Context, kind, target string) error {
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	switch kind {
	case "dns":
		_, err := p.resolver.LookupHost(ctx, target)
		return err
	case "http":
		return p.get(ctx, target)
	}
	conn, err := p.dial(ctx, kind, target)
	if err != nil {
		return err
	}
	if kind == "tcp" && p.hold != nil {
		p.hold(conn)
		return nil
	}
	defer func() { _ = conn.Close() }()
	defer interrupt(ctx, conn)()
	return echo(conn)
}

func (p probe) dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{Resolver: p.resolver}
	return dialer.DialContext(ctx, network, address)
}

// interrupt makes reads and writes time out when the context ends.
func interrupt(ctx context.Context, conn net.Conn) (stop func() bool) {
	return context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
}

func echo(conn net.Conn) error {
	line := []byte("netwhy\n")
	if _, err := conn.Write(line); err != nil {
		return err
	}
	answer := make([]byte, len(line))
	if _, err := io.ReadFull(conn, answer); err != nil {
		return err
	}
	if !bytes.Equal(line, answer) {
		return fmt.Errorf("sent %q, but %q came back", line, answer)
	}
	return nil
}
