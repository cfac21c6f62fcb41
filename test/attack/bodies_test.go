package attack

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// endless is JSON that does not end before its size, and counts what was taken of it.
type endless struct {
	left  int
	taken atomic.Int64 // the transport may still send when the answer is there
	began bool
}

func (e *endless) Read(into []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(into), e.left)
	for i := range into[:n] {
		into[i] = 'x'
	}
	if !e.began {
		e.began, n = true, copy(into, `{"question":"`)
	}
	e.left -= n
	e.taken.Add(int64(n))
	return n, nil
}

const (
	large = 64 << 20 // bytes that are offered
	most  = 20 << 20 // that may be taken, those that the kernel keeps included
)

func TestLargeBodiesAreNotTaken(t *testing.T) {
	w := begin(t, file(t), nil)
	at := w.ask(t, "ann", "web in shop cannot be reached")
	id := at[strings.LastIndex(at, "/")+1:]
	var bomb bytes.Buffer
	press := gzip.NewWriter(&bomb)
	if _, err := press.Write(bytes.Repeat([]byte(" "), 8<<20)); err != nil || press.Close() != nil {
		t.Fatal(err)
	}
	for _, r := range changing {
		path := strings.Replace(r.path, "ID", id, 1)
		for _, chunked := range []bool{false, true} {
			body := &endless{left: large}
			headers := []string{"Content-Type", "application/json"}
			if strings.HasPrefix(path, "/signin") {
				headers[1] = "application/x-www-form-urlencoded"
			}
			a, err := w.offer(t, r.method, path, io.NopCloser(body), chunked, headers...)
			if body.taken.Load() > most {
				t.Errorf("%s %s, chunked %v: it took %d bytes", r.method, path, chunked, body.taken.Load())
			}
			if reads := strings.HasSuffix(path, "conversations") || strings.HasSuffix(path, "turns") || strings.HasSuffix(path, "feedback") || path == "/mcp" || path == "/signin"; err == nil && reads && a.code < 400 {
				t.Errorf("%s %s, chunked %v: got %d", r.method, path, chunked, a.code)
			}
		}
		a, err := w.try(t, "ann", r.method, path, bytes.NewReader(bomb.Bytes()), "Content-Encoding", "gzip")
		if err == nil && a.code == http.StatusInternalServerError {
			t.Errorf("%s %s, pressed: got %d %s", r.method, path, a.code, a.body)
		}
	}
	if a, err := w.try(t, "ann", "GET", "/api/settings", nil, "X-Large", strings.Repeat("x", 1<<20)); err == nil && a.code != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a large header: got %d", a.code) // or the server hung up
	}
	if a := w.send(t, "ann", "GET", "/api/settings", nil); a.code != http.StatusOK {
		t.Errorf("afterwards it answers %d", a.code)
	}
}

// offer sends a body of a length that is told, or not.
func (w *world) offer(t *testing.T, method, path string, body io.Reader, chunked bool, headers ...string) (a answer, err error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.at+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if r.ContentLength = large; chunked {
		r.ContentLength = -1
	}
	r.Header.Set("Authorization", "Bearer ann")
	r.Header.Set("Accept", "application/json, text/event-stream")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := transport.RoundTrip(r)
	if err != nil {
		return a, err // the server hung up
	}
	return answer{code: response.StatusCode}, response.Body.Close()
}

// Those who send slowly are let go, and meanwhile keep nobody else out.
func TestSlowSendersKeepNobodyOut(t *testing.T) {
	const bound = 2 * time.Second
	w := begin(t, file(t), func(s *http.Server) { s.ReadHeaderTimeout, s.ReadTimeout = bound, bound })
	data := `{"question":"wait for it"}`
	a := w.send(t, "ann", "POST", "/api/conversations", strings.NewReader(data))
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(a.body), &made); err != nil {
		t.Fatal(err)
	}
	stream := make(chan string, 1) // begins before, and outlives the bounds
	go func() {
		a, err := w.try(t, "ann", "GET", "/api/conversations/"+made.ID+"/turns/1/events", nil)
		stream <- fmt.Sprint(a.body, err)
	}()
	begun := []string{
		"GET /api/settings HTTP/1.1\r\nHost: " + w.host + "\r\nX-Slow: ",
		"POST /api/conversations HTTP/1.1\r\nHost: " + w.host + "\r\nAuthorization: Bearer bob\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{\"question\":\"",
		"POST /api/conversations HTTP/1.1\r\nHost: " + w.host + "\r\nAuthorization: Bearer bob\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"q",
		"POST /mcp HTTP/1.1\r\nHost: " + w.host + "\r\nAuthorization: Bearer bob\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{",
		"POST /signin HTTP/1.1\r\nHost: " + w.host + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\nto=",
		"",
	}
	var all sync.WaitGroup
	for i := range 300 {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", w.host)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write([]byte(begun[i%len(begun)])); err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			defer func() { _ = conn.Close() }()
			if err := conn.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
				t.Error(err)
			}
			told, err := io.ReadAll(conn)
			if errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("a slow sender is not let go: %.40q", begun[i%len(begun)])
			}
			if strings.HasPrefix(string(told), "HTTP/1.1 2") {
				t.Errorf("a slow sender got %.200s", told)
			}
		})
	}
	for range 20 {
		if a := w.send(t, "ann", "GET", "/api/settings", nil); a.code != http.StatusOK {
			t.Errorf("meanwhile it answers %d", a.code)
		}
	}
	all.Wait()
	close(w.held)
	if told := <-stream; !strings.HasSuffix(told, "event: end\ndata: {}\n\n<nil>") {
		t.Errorf("a stream that was open before ended with %q", told)
	}
	if a := w.send(t, "bob", "GET", "/api/conversations", nil); strings.TrimSpace(a.body) != "[]" {
		t.Errorf("they asked: %s", a.body)
	}
}
