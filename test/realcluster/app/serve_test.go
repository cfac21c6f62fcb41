package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// start runs a command until the test ends, and returns its first lines.
func start(t *testing.T, lines int, args ...string) []string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, args, in, in)
		_ = in.Close()
	}()
	read := bufio.NewReader(out)
	t.Cleanup(func() {
		stop()
		go func() { _, _ = io.Copy(io.Discard, read) }()
		if got := <-code; got != 0 {
			t.Errorf("%q ended with code %d, not 0", args, got)
		}
	})
	var got []string
	for range lines {
		line, err := read.ReadString('\n')
		if err != nil {
			t.Fatalf("%q printed only %q: %v", args, got, err)
		}
		got = append(got, strings.TrimSpace(line))
	}
	return got
}

// serving starts "serve" with one listener, and returns its address.
func serving(t *testing.T, kind string, more ...string) string {
	t.Helper()
	line := start(t, 1, append([]string{"serve", "-" + kind, "127.0.0.1:0"}, more...)...)[0]
	address, ok := strings.CutPrefix(line, "listening "+kind+" ")
	if !ok {
		t.Fatalf("serve -%s printed %q", kind, line)
	}
	return address
}

// ran runs a command to its end and decodes what it printed.
func ran[T any](t *testing.T, args ...string) (result T, code int) {
	t.Helper()
	var out, errOut bytes.Buffer
	code = run(t.Context(), args, &out, &errOut)
	if err := json.Unmarshal(out.Bytes(), &result); err != nil {
		t.Fatalf("%q printed %q and %q: %v", args, &out, &errOut, err)
	}
	return result, code
}

func TestServeHTTP(t *testing.T) {
	address := serving(t, "http")
	get := func(path string) (int, string) {
		response, err := http.Get("http://" + address + path)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(body)
	}
	if code, body := get("/"); code != 200 || !strings.Contains(body, " 127.0.0.1:") || strings.Count(body, "\n") != 1 {
		t.Errorf("/ answers %d %q", code, body)
	}
	for path, want := range map[string]int{"/ready": 200, "/bytes?n=0": 200, "/bytes?n=-1": 400, "/bytes?n=x": 400, "/nothing": 404} {
		if code, _ := get(path); code != want {
			t.Errorf("%s answers %d, not %d", path, code, want)
		}
	}
	if _, body := get("/bytes?n=100000"); len(body) != 100000 {
		t.Errorf("/bytes?n=100000 gives %d bytes", len(body))
	}
}

func TestServeSeveral(t *testing.T) {
	lines := start(t, 4, "serve", "-http", "127.0.0.1:0", "-http", "127.0.0.1:0", "-tcp", "127.0.0.1:0", "-udp", "127.0.0.1:0")
	for i, kind := range []string{"http", "http", "tcp", "udp"} {
		if !strings.HasPrefix(lines[i], fmt.Sprintf("listening %s 127.0.0.1:", kind)) {
			t.Errorf("line %d is %q", i, lines[i])
		}
	}
}

func TestPauseEndsWhenTold(t *testing.T) { start(t, 0, "pause") }
