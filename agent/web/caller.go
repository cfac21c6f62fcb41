package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/netwhy/netwhy/agent/tool"
)

// Caller is who asks. Its name owns conversations, its rights bound what may be
// read.
type Caller struct {
	Name   string
	Rights tool.Rights
	Admin  bool // who watches over the server too
}

// Gate gives a request its caller, or says why it has none: by a [Turned] where
// there is a way in. A stream asks it again from time to time.
type Gate func(*http.Request) (Caller, error)

// Turned is why a request has no caller, and where its browser may get one.
type Turned struct {
	Status int
	To     string // a path, empty where there is none
	Why    string
}

func (t *Turned) Error() string { return t.Why }

// OnLoopback is the gate of a server without sign-in: whoever reaches it by a
// loopback address, and says so in the request, is the user who started it.
func OnLoopback(user string) Gate {
	return func(r *http.Request) (Caller, error) {
		if !isLoopback(r.Host) {
			return Caller{}, fmt.Errorf("cannot answer to the name %q: without sign-in, only loopback addresses and localhost are", r.Host)
		}
		return Caller{Name: user, Rights: tool.Own, Admin: true}, nil
	}
}

// Listen opens a port. Without a sign-in it is one of a loopback address.
func Listen(ctx context.Context, address string, signIn bool) (net.Listener, error) {
	if !signIn && !isLoopback(address) {
		return nil, fmt.Errorf("cannot listen on %s: without sign-in (--oidc-issuer), want a loopback address such as 127.0.0.1:8080", address)
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
			turn(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, caller)))
	})
}

// turn tells why there is no caller: a person is led to where there is a way in,
// and so is the page, by what it is answered.
func turn(w http.ResponseWriter, r *http.Request, err error) {
	turned := &Turned{Status: http.StatusForbidden, Why: err.Error()}
	errors.As(err, &turned)
	if turned.To != "" && visited(r) {
		http.Redirect(w, r, turned.To+"?to="+url.QueryEscape(r.URL.RequestURI()), http.StatusFound)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(turned.Status)
	said := map[string]string{"error": turned.Why}
	if turned.To != "" {
		said["to"] = turned.To
	}
	_ = json.NewEncoder(w).Encode(said)
}

// visited reports whether a person opens a page. What is asked of the API is
// answered by it, and what a page loads is not another page.
func visited(r *http.Request) bool {
	mode := r.Header.Get("Sec-Fetch-Mode")
	return r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "/api/") && r.URL.Path != "/metrics" && (mode == "" || mode == "navigate")
}

// watching lets those pass who watch over the server.
func watching(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !callerOf(r.Context()).Admin {
			refuse(w, http.StatusForbidden, "this is for who watches over the server")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// callerOf is who sent a request that passed the gate.
func callerOf(ctx context.Context) Caller {
	caller, _ := ctx.Value(callerKey{}).(Caller)
	return caller
}

// owner is the name of a request's caller.
func owner(r *http.Request) string { return callerOf(r.Context()).Name }
