package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"

	"github.com/netwhy/netwhy/agent/tool"
)

// Caller is who asks. Its name owns conversations, its rights bound what may be
// read.
type Caller struct {
	Name   string
	Rights tool.Rights
}

// Gate gives a request its caller, or says why it has none. It is the one place
// where a sign-in belongs.
type Gate func(*http.Request) (Caller, error)

// OnLoopback is the gate of a server without sign-in: whoever reaches it by a
// loopback address, and says so in the request, is the user who started it.
func OnLoopback(user string) Gate {
	return func(r *http.Request) (Caller, error) {
		if !isLoopback(r.Host) {
			return Caller{}, fmt.Errorf("cannot answer to the name %q: without sign-in, only loopback addresses and localhost are", r.Host)
		}
		return Caller{Name: user, Rights: tool.Own}, nil
	}
}

// Listen opens a port of a loopback address, and refuses any other address.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	if !isLoopback(address) {
		return nil, fmt.Errorf("cannot listen on %s: there is no sign-in yet, so want a loopback address such as 127.0.0.1:8080", address)
	}
	return new(net.ListenConfig).Listen(ctx, "tcp", address)
}

// isLoopback reports whether a host, with or without a port, is this machine.
func isLoopback(address string) bool {
	host := address
	if h, _, err := net.SplitHostPort(address); err == nil {
		host = h
	}
	if host == "localhost" {
		return true
	}
	if len(host) > 1 && host[0] == '[' && host[len(host)-1] == ']' {
		host = host[1 : len(host)-1]
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

type callerKey struct{}

// gated lets requests pass that have a caller.
func gated(gate Gate, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller, err := gate(r)
		if err != nil {
			refuse(w, http.StatusForbidden, err.Error())
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, caller)))
	})
}

// callerOf is who sent a request that passed the gate.
func callerOf(ctx context.Context) Caller {
	caller, _ := ctx.Value(callerKey{}).(Caller)
	return caller
}

// owner is the name of a request's caller.
func owner(r *http.Request) string { return callerOf(r.Context()).Name }
