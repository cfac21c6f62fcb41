package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
)

// most bounds what one request for bytes may cost.
const most = 1 << 30

func (s *server) listenHTTP(address string) (net.Addr, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	s.open = append(s.open, l)
	go func() { s.serving("http", http.Serve(l, s.handler())) }()
	return l.Addr(), nil
}

func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		host, err := os.Hostname()
		if err != nil {
			http.Error(w, fmt.Sprintf("cannot tell the hostname: %v", err), http.StatusInternalServerError)
			return
		}
		fmt.Fprintf(w, "%s %s\n", host, r.RemoteAddr)
	})
	mux.HandleFunc("/ready", func(w http.ResponseWriter, _ *http.Request) {
		if s.unready {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	mux.HandleFunc("/bytes", func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.ParseInt(r.URL.Query().Get("n"), 10, 64)
		if err != nil || n < 0 || n > most {
			http.Error(w, fmt.Sprintf("n must be a number from 0 to %d", most), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Length", strconv.FormatInt(n, 10))
		// A client that has gone away is no error of the server.
		_, _ = io.CopyN(w, filler{}, n)
	})
	return mux
}

// filler is an endless body.
type filler struct{}

func (filler) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}
