package attack

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/web"
)

// raw sends bytes, and gives the statuses and bodies of all that comes back.
func (w *world) raw(t *testing.T, text string) (codes []int, bodies string) {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", w.host)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte(strings.ReplaceAll(text, "HOST", w.host))); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	for read := bufio.NewReader(conn); ; {
		response, err := http.ReadResponse(read, nil)
		if err != nil {
			return codes, bodies
		}
		body, err := io.ReadAll(response.Body)
		if err := errors.Join(err, response.Body.Close()); err != nil {
			t.Fatal(err)
		}
		codes, bodies = append(codes, response.StatusCode), bodies+string(body)
	}
}

func TestRequestsAreReadInOneWay(t *testing.T) {
	w := begin(t, file(t), nil)
	const get, post = "GET /api/settings HTTP/1.1\r\nHost: HOST\r\n", "POST /api/conversations HTTP/1.1\r\nHost: HOST\r\n"
	for name, c := range map[string]struct {
		text string
		want []int
	}{
		"as it should be":             {get + "Authorization: Bearer ann\r\n\r\n", []int{200}},
		"two lengths":                 {post + "Authorization: Bearer ann\r\nContent-Length: 2\r\nContent-Length: 40\r\n\r\n{}" + get, []int{400}},
		"a list of lengths":           {post + "Authorization: Bearer ann\r\nContent-Length: 2, 40\r\n\r\n{}", []int{400}},
		"a signed length":             {post + "Authorization: Bearer ann\r\nContent-Length: +2\r\n\r\n{}", []int{400}},
		"two encodings":               {post + "Authorization: Bearer ann\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", []int{501}},
		"a strange encoding":          {post + "Authorization: Bearer ann\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", []int{501}},
		"a space before the colon":    {get + "Authorization : Bearer ann\r\n\r\n", []int{400}},
		"a first line folded":         {"GET /api/settings HTTP/1.1\r\n Host: HOST\r\nAuthorization: Bearer ann\r\n\r\n", []int{400}},
		"a folded name":               {get + "Authorization: Bearer ann\r\n bob\r\n\r\n", []int{401}},
		"two names":                   {get + "Authorization: Bearer ann\r\nAuthorization: Bearer bob\r\n\r\n", []int{401}},
		"names in a list":             {get + "Authorization: Bearer ann, Bearer bob\r\n\r\n", []int{401}},
		"two hosts":                   {get + "Host: evil.example\r\nAuthorization: Bearer ann\r\n\r\n", []int{400}},
		"no host":                     {"GET /api/settings HTTP/1.1\r\nAuthorization: Bearer ann\r\n\r\n", []int{400}},
		"a bare carriage return":      {get + "X: a\rAuthorization: Bearer ann\r\n\r\n", []int{400}},
		"NUL":                         {get + "X: a\x00b\r\nAuthorization: Bearer ann\r\n\r\n", []int{400}},
		"MCP by another absolute URI": {"POST http://evil.example/mcp HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer ann\r\nContent-Length: 2\r\n\r\n{}", []int{421}},
		"sign-in by another host":     {"GET /signin HTTP/1.1\r\nHost: evil.example\r\n\r\n", []int{421}},
		"a proxy":                     {"CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example:80\r\nAuthorization: Bearer ann\r\n\r\n", []int{404}},
		"a trace":                     {"TRACE / HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer ann\r\n\r\n", []int{405}},
		"HTTP/2 by knowledge":         {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []int{400}},
		// Each request says for itself who sends it.
		"length and encoding": {post + "Authorization: Bearer ann\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get + "\r\n", []int{400, 401}},
		"one behind another":  {get + "Authorization: Bearer ann\r\n\r\n" + get + "\r\n", []int{200, 401}},
		"WebSocket":           {get + "Authorization: Bearer ann\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", []int{200}},
		"HTTP/2 by upgrade":   {get + "Authorization: Bearer ann\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n", []int{200}},
	} {
		codes, bodies := w.raw(t, c.text)
		if len(codes) != len(c.want) {
			t.Errorf("%s: got %v %s, want %v", name, codes, bodies, c.want)
			continue
		}
		for i, code := range codes {
			if code != c.want[i] {
				t.Errorf("%s: got %v %s, want %v", name, codes, bodies, c.want)
			}
		}
	}
	if a := w.send(t, "ann", "GET", "/api/conversations", nil); strings.TrimSpace(a.body) != "[]" {
		t.Errorf("something was asked: %s", a.body)
	}
}

// claims are headers by which proxies say who somebody is, or what they meant.
var claims = []string{
	"X-Forwarded-For", "127.0.0.1", "X-Forwarded-Host", "localhost", "X-Forwarded-Proto", "https", "X-Real-Ip", "127.0.0.1",
	"Forwarded", `for=127.0.0.1;host=localhost;proto=https`, "X-Remote-User", "bob", "X-Remote-Group", "system:masters", "Remote-User", "bob",
	"Impersonate-User", "bob", "Impersonate-Group", "system:masters", "X-Forwarded-User", "bob", "X-Forwarded-Email", "bob", "X-Auth-Request-User", "bob",
	"X-Forwarded-Access-Token", "bob", "X-Original-Url", "/healthz", "X-Rewrite-Url", "/healthz", "X-Http-Method-Override", "DELETE", "X-Http-Method", "DELETE",
	"X-Method-Override", "DELETE", "X-Ms-Client-Principal-Name", "bob", "X-Ms-Client-Principal", "Ym9i",
}

func TestHeadersMakeNobodyAnother(t *testing.T) {
	w := begin(t, file(t), nil)
	at := w.ask(t, "bob", "web in shop cannot be reached")
	if a := w.send(t, "ann", "GET", "/api/settings", nil, claims...); a.code != http.StatusOK || !strings.Contains(a.body, `"caller":"ann"`) {
		t.Errorf("ann is %d %s", a.code, a.body)
	}
	for _, path := range []string{"/api/settings", at, "/metrics"} {
		if a := w.send(t, "", "GET", path, nil, claims...); a.code != http.StatusUnauthorized {
			t.Errorf("nobody gets %s: %d %s", path, a.code, a.body)
		}
	}
	if a := w.send(t, "", "POST", "/mcp", strings.NewReader("{}"), claims...); a.code != http.StatusUnauthorized {
		t.Errorf("nobody calls MCP: %d %s", a.code, a.body)
	}
	if a := w.send(t, "ann", "GET", at, nil, claims...); a.code != http.StatusNotFound {
		t.Errorf("ann reads bob's: %d %s", a.code, a.body)
	}
	if a := w.send(t, "bob", "GET", at, nil, claims...); a.code != http.StatusOK {
		t.Errorf("bob reads his: %d %s", a.code, a.body)
	}
	if a := w.send(t, "bob", "GET", at, nil); a.code != http.StatusOK {
		t.Errorf("it is gone by a header: %d %s", a.code, a.body)
	}
	// Where the issuer leads back to is configured.
	a := w.send(t, "", "POST", "/signin", strings.NewReader("to=/"), append([]string{"Content-Type", "application/x-www-form-urlencoded", "X-Forwarded-Host", "evil.example"}, claims[4:]...)...)
	if a.code != http.StatusOK || strings.Contains(a.body, "evil") || !strings.Contains(a.body, "redirect_uri=http%3A%2F%2F127.0.0.1") {
		t.Errorf("sign-in leads to %d %s", a.code, a.body)
	}
}

// A page of elsewhere may lead its own name here, and write what it wants.
func TestOnlyTheHostSaysByWhatNameItIsCalled(t *testing.T) {
	gate := web.OnLoopback("ann")
	var got error
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, got = gate(r); got != nil {
			w.WriteHeader(http.StatusForbidden)
		}
	})}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	w := &world{host: listener.Addr().String()}
	for text, want := range map[string]int{
		"GET / HTTP/1.1\r\nHost: HOST\r\n\r\n": 200,
		"GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\nForwarded: host=localhost\r\n\r\n": 403,
		"GET http://evil.example/ HTTP/1.1\r\nHost: HOST\r\n\r\n":                                                  403,
		"GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n":                                                   403,
		"GET / HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n":                                                   400,
		"GET / HTTP/1.0\r\n\r\n": 403,
	} {
		if codes, _ := w.raw(t, text); len(codes) != 1 || codes[0] != want {
			t.Errorf("%q: got %v, want %d", text, codes, want)
		}
	}
}
