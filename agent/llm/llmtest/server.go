package llmtest

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Request is what the server was sent.
type Request struct {
	Path, Query string
	Header      http.Header
	Body        map[string]any
	Raw         string
}

// Chat says whether the request is one of Chat Completions.
func (r Request) Chat() bool { return strings.HasSuffix(r.Path, "/chat/completions") }

// Streamed says whether the request asks for a stream.
func (r Request) Streamed() bool { return r.Body["stream"] == true }

// Play answers one request.
type Play interface {
	play(w http.ResponseWriter, r *http.Request, request Request)
}

// Server plays a script.
type Server struct {
	*httptest.Server

	mu       sync.Mutex
	script   []Play
	requests []Request
}

// Start starts a server that ends with the test.
func Start(t testing.TB, script ...Play) *Server {
	t.Helper()
	s := New(script...)
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.end)
	return s
}

// StartTLS starts one with a certificate that [httptest.Server.Certificate] tells.
func StartTLS(t testing.TB, script ...Play) *Server {
	t.Helper()
	s := New(script...)
	s.Server = httptest.NewUnstartedServer(s)
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // clients that do not trust it are what is tested
	s.Server.StartTLS()
	t.Cleanup(s.end)
	return s
}

// New is a server's handler alone.
func New(script ...Play) *Server { return &Server{script: script} }

func (s *Server) end() {
	s.CloseClientConnections() // a fault may hold one for as long as its client does
	s.Close()
}

// ServeHTTP plays what is due.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, 8<<20))
	request := Request{Path: r.URL.Path, Query: r.URL.RawQuery, Header: r.Header.Clone(), Raw: string(raw)}
	if err == nil {
		err = json.Unmarshal(raw, &request.Body)
	}
	if err != nil {
		http.Error(w, `{"error":{"message":"the body is not JSON","code":"bad_json"}}`, http.StatusTeapot)
		return
	}
	s.mu.Lock()
	n := len(s.requests)
	s.requests = append(s.requests, request)
	play := s.script[min(n, len(s.script)-1)]
	s.mu.Unlock()
	play.play(w, r, request)
}

// Requests are those that came so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}
