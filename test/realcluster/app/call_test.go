package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestCall(t *testing.T) {
	address := serving(t, "tcp")
	lines := start(t, 3, "call", "-status", "127.0.0.1:0", "tcp:"+address, "udp:"+closed(t, "udp"), "-interval", "1ms")
	all := strings.Join(lines, "\n")
	if !strings.HasPrefix(lines[0], "listening http ") || !strings.Contains(all, " tcp "+address+" ok") || !strings.Contains(all, " refused: ") {
		t.Errorf("printed %q", lines)
	}
	status := strings.TrimPrefix(lines[0], "listening http ")
	for _, path := range []string{"/", "/ready"} {
		if m, code := ran[measurement](t, "measure", "http", "http://"+status+path, "-n", "1"); code != 0 {
			t.Errorf("%+v", m)
		}
	}
}

func TestCallLogsChanges(t *testing.T) {
	var log strings.Builder
	one, err := parseTarget("http://api.payments")
	if err != nil || one.Kind != "http" || one.Target != "http://api.payments" {
		t.Fatalf("%+v, %v", one, err)
	}
	c := &client{log: &log, calls: []*target{one}}
	for _, err := range []error{nil, nil, httpStatus(503), httpStatus(503), errors.New("strange"), nil} {
		c.record(one, err)
	}
	var said []string
	for line := range strings.Lines(log.String()) {
		said = append(said, strings.Join(strings.Fields(line)[1:], " "))
	}
	want := []string{"http http://api.payments ok", "http http://api.payments http-503: HTTP status 503", "http http://api.payments other: strange", "http http://api.payments ok"}
	if strings.Join(said, "|") != strings.Join(want, "|") {
		t.Errorf("logged %q", said)
	}
	w := httptest.NewRecorder()
	c.handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
	var got struct{ Calls []target }
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || len(got.Calls) != 1 {
		t.Fatalf("%s: %v", w.Body, err)
	}
	if g := got.Calls[0]; g.Attempts != 6 || g.OK != 3 || g.Failures[unavailable] != 2 || g.Failures[other] != 1 || g.Outcome != "ok" || g.LastError != "strange" {
		t.Errorf("status %+v", g)
	}
}
