package mcp

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"

	"github.com/mark3labs/mcp-go/server"
	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Identify tells who sends a request, with their rights. An error is that nobody
// known does.
type Identify func(*http.Request) (tool.Caller, error)

// HTTP is how a server is reached over Streamable HTTP.
type HTTP struct {
	// Hosts are the names and addresses that it is called by; without a port, by any.
	// A page of elsewhere that has its own name lead here bears another.
	Hosts    []string
	Identify Identify
	// Metadata says where tokens are to be had; without it, nothing is told of that.
	Metadata *Metadata
}

// MostBodyBytes bounds a request's body: mcp-go reads it without a limit.
const MostBodyBytes = 1 << 20

// Handler serves over Streamable HTTP, and the document that says where tokens
// are to be had. Without a way to know who asks, there is no handler.
func Handler(s *server.MCPServer, h HTTP) (http.Handler, error) {
	if h.Identify == nil {
		return nil, errors.New("cannot serve MCP over HTTP: there is no way to know who asks")
	}
	if len(h.Hosts) == 0 {
		return nil, errors.New("cannot serve MCP over HTTP: say by which hosts it is called")
	}
	// Without sessions, no caller can go on in another's.
	inner := server.NewStreamableHTTPServer(s, server.WithStateLess(true))
	tools := h.known(limited(http.MaxBytesHandler(apart(cancelled(delivered(inner))), MostBodyBytes)))
	if h.Metadata == nil {
		return h.here(tools), nil
	}
	told, err := h.Metadata.told(tools)
	if err != nil {
		return nil, err
	}
	return h.here(told), nil
}

const silent = "who asks cannot be found out just now, since the API server does not answer: try again in a moment"

// called reports whether a host is this server.
func (h HTTP) called(host string) bool {
	name := host
	if n, _, err := net.SplitHostPort(host); err == nil {
		name = n
	}
	return slices.Contains(h.Hosts, host) || slices.Contains(h.Hosts, name)
}

// here refuses what is not meant for this server, or comes from a page of
// elsewhere.
func (h HTTP) here(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !h.called(r.Host) {
			http.Error(w, "this server is not called by that name", http.StatusMisdirectedRequest)
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" {
			if u, err := url.Parse(origin); err != nil || u.User != nil || !h.called(u.Host) {
				http.Error(w, "pages of elsewhere may not call this server", http.StatusForbidden)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

type callerKey struct{}

// known refuses who is not known, and says how to become it.
func (h HTTP) known(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller, err := h.Identify(r)
		var failure *tool.Failure
		if errors.As(err, &failure) && failure.Reason == evidence.Forbidden {
			http.Error(w, failure.Error(), http.StatusForbidden) // known, and may not
			return
		}
		if errors.Is(err, access.ErrSilent) { // a good token must not be taken for a bad one
			w.Header().Set("Retry-After", "5")
			http.Error(w, silent, http.StatusServiceUnavailable)
			return
		}
		if err != nil || caller.Name == "" {
			challenge := "Bearer"
			if h.Metadata != nil {
				challenge += h.Metadata.challenge()
			}
			w.Header().Set("WWW-Authenticate", challenge)
			http.Error(w, "a valid bearer token is needed", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, caller)))
	})
}

// apart has every request stand for itself. To mcp-go, requests that name one
// session, or none, are of one client: a stream that anybody opened by GET would
// be told the progress of others' investigations, and they would not.
func apart(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "there are no sessions here: each answer comes to its own request", http.StatusMethodNotAllowed)
			return
		}
		r.Header.Del("Mcp-Session-Id")
		next.ServeHTTP(w, r)
	})
}

// cancelled accepts that a client says it no longer waits. mcp-go refuses the
// message, whereupon the official Go client gives up the whole connection; the
// closed stream has cancelled the request anyway.
func cancelled(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.Header.Get("Mcp-Method") == "notifications/cancelled" {
			w.WriteHeader(http.StatusAccepted)
			return
		}
		next.ServeHTTP(w, r)
	})
}
