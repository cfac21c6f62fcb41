package main

import (
	"fmt"
	"io"
	"net"
	"syscall"
)

func (s *server) listenTCP(address string) (net.Addr, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	s.open = append(s.open, l)
	if s.stallAccept >= 0 {
		return l.Addr(), shorten(l.(*net.TCPListener), s.stallAccept)
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				s.serving("tcp", err)
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				_, _ = io.Copy(conn, conn) // ends with the client
			}()
		}
	}()
	return l.Addr(), nil
}

// shorten listens a second time on the listening socket, which is how Linux
// changes a backlog; package net always asks for the largest.
func shorten(l *net.TCPListener, backlog int) error {
	raw, err := l.SyscallConn()
	if err != nil {
		return fmt.Errorf("cannot reach the socket: %w", err)
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = syscall.Listen(int(fd), backlog) }); err != nil {
		return fmt.Errorf("cannot reach the socket: %w", err)
	}
	if failed != nil {
		return fmt.Errorf("cannot set the backlog: %w", failed)
	}
	return nil
}

func (s *server) listenUDP(address string) (net.Addr, error) {
	conn, err := net.ListenPacket("udp", address)
	if err != nil {
		return nil, err
	}
	s.open = append(s.open, conn)
	if s.stallRead > 0 {
		if err := conn.(*net.UDPConn).SetReadBuffer(s.stallRead); err != nil {
			return nil, fmt.Errorf("cannot set the receive buffer: %w", err)
		}
		return conn.LocalAddr(), nil
	}
	go func() {
		datagram := make([]byte, 1<<16)
		for {
			n, from, err := conn.ReadFrom(datagram)
			if err != nil {
				s.serving("udp", err)
				return
			}
			// A reply that cannot be sent is lost, as datagrams are.
			_, _ = conn.WriteTo(datagram[:n], from)
		}
	}()
	return conn.LocalAddr(), nil
}
