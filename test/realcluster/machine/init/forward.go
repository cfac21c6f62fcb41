package main

import (
	"io"
	"net"
)

// forward leads connections of another network to an address of this one.
func forward(from net.Listener, to string) {
	for {
		conn, err := from.Accept()
		if err != nil {
			return // the listener is closed
		}
		go splice(conn.(*net.TCPConn), to)
	}
}

func splice(from *net.TCPConn, to string) {
	defer func() { _ = from.Close() }()
	conn, err := net.Dial("tcp", to)
	if err != nil {
		return // the client sees its connection closed
	}
	defer func() { _ = conn.Close() }()
	there := conn.(*net.TCPConn)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(there, from) // an error ends the connection, as it should
		_ = there.CloseWrite()
	}()
	_, _ = io.Copy(from, there)
	_ = from.CloseWrite()
	<-done
}
