package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
)

type httpStatus int

func (s httpStatus) Error() string { return fmt.Sprintf("HTTP status %d", int(s)) }

// get speaks HTTP on the bare connection: its errors tell connecting from
// waiting for the answer, which those of http.Client do not.
func (p probe) get(ctx context.Context, target string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, target, http.NoBody)
	if err != nil {
		return err
	}
	r.Close = true
	port := r.URL.Port()
	if port == "" {
		port = "80"
	}
	conn, err := p.dial(ctx, "tcp", net.JoinHostPort(r.URL.Hostname(), port))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	defer interrupt(ctx, conn)()
	if err := r.Write(conn); err != nil {
		return err
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), r)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the server closed the connection without an answer: %w", err)
	}
	if err != nil {
		return err
	}
	defer response.Body.Close()
	n, err := io.Copy(io.Discard, response.Body)
	if err != nil {
		return fmt.Errorf("after %d bytes: %w", n, err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return httpStatus(response.StatusCode)
	}
	return nil
}
