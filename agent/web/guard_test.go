package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
)

func TestOnlyLoopbackIsListenedOn(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:80", "example.com:80", "127.0.0.1.example.com:80", "localhost.example.com:80", ""} {
		if l, err := Listen(t.Context(), address, false); err == nil {
			_ = l.Close()
			t.Errorf("listens on %q", address)
		} else if !strings.Contains(err.Error(), "loopback") {
			t.Errorf("%q: %v", address, err)
		}
	}
	l, err := Listen(t.Context(), "127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
}

// A page of another site may make its own name resolve to a loopback address.
func TestOnlyLoopbackNamesAreAnswered(t *testing.T) {
	gate := OnLoopback("ann")
	for host, want := range map[string]bool{
		"127.0.0.1:8080": true, "localhost:8080": true, "[::1]:8080": true, "localhost": true, "[::1]": true,
		"evil.example:8080": false, "127.0.0.1.evil.example": false, "192.0.2.1": false, "": false, "0.0.0.0:8080": false,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = host
		if _, err := gate(r); (err == nil) != want {
			t.Errorf("%q: %v", host, err)
		}
	}
}

func TestOtherSitesCannotAsk(t *testing.T) {
	s := server(t, recorded(t))
	for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
		if code, _ := as(s, "ann", "POST", "/api/conversations", `{"question":"x"}`, headers...); code != http.StatusForbidden {
			t.Errorf("%v: got %d", headers, code)
		}
	}
	if _, body := as(s, "ann", "GET", "/api/conversations", ""); strings.TrimSpace(body) != "[]" {
		t.Errorf("they asked: %s", body)
	}
}

func TestRequestsAreBounded(t *testing.T) {
	s := server(t, recorded(t))
	for body, want := range map[string]int{
		`{"question":"` + strings.Repeat("x", 100<<10) + `"}`:            http.StatusRequestEntityTooLarge,
		`{"question":"` + strings.Repeat("x", 3000) + `"}`:               http.StatusBadRequest,
		`{"question":"x","namespace":"` + strings.Repeat("n", 64) + `"}`: http.StatusBadRequest,
		`{"question":"  "}`: http.StatusBadRequest, `{"rerun":1}`: http.StatusBadRequest, `[]`: http.StatusBadRequest, ``: http.StatusBadRequest,
		`{"question":"x"} {}`: http.StatusBadRequest, `{"question":"x","owner":"bob"}`: http.StatusBadRequest,
	} {
		if code, answer := as(s, "ann", "POST", "/api/conversations", body); code != want {
			t.Errorf("%.40s: got %d %s, want %d", body, code, answer, want)
		}
	}
}

func TestEveryAnswerHasThePolicy(t *testing.T) {
	s := server(t, recorded(t))
	for _, path := range []string{"/", "/c/ABC", "/api/settings", "/api/none", "/assets/none.js", "/../../etc/passwd.txt"} {
		r := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
		r.URL.Path = path
		r.Header.Set("Test-Caller", "ann")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if h := w.Header(); h.Get("Content-Security-Policy") != policy || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers are %v", path, h)
		}
		if body := w.Body.String(); strings.Contains(body, "<script>") || strings.Contains(body, "<style") || strings.Contains(body, "root:") {
			t.Errorf("%s: got %.200s", path, body)
		}
	}
}

func TestStopAndConflict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := server(t, func(ctx context.Context, q Question) (*bundle.Bundle, *report.Report, error) {
			q.Step("looking", 0, 0)
			<-ctx.Done()
			return nil, nil, ctx.Err()
		})
		_, body := as(s, "ann", "POST", "/api/conversations", `{"question":"`+asked+`"}`)
		synctest.Wait()
		at := "/api/conversations/" + strings.Split(strings.Split(body, `"id":"`)[1], `"`)[0]
		if code, _ := as(s, "ann", "POST", at+"/turns", `{"question":"and DNS?"}`); code != http.StatusConflict {
			t.Errorf("a second question at once: got %d", code)
		}
		if code, _ := as(s, "ann", "POST", at+"/turns/1/stop", ""); code != http.StatusNoContent {
			t.Errorf("stop: got %d", code)
		}
		synctest.Wait()
		if _, body := as(s, "ann", "GET", at, ""); !strings.Contains(body, `"state":"interrupted"`) {
			t.Errorf("got %s", body)
		}
		if code, _ := as(s, "ann", "POST", at+"/turns/1/stop", ""); code != http.StatusConflict {
			t.Errorf("stop again: got %d", code)
		}
	})
}

func TestAStreamGoesOnWhereItBroke(t *testing.T) {
	s := server(t, recorded(t))
	at := "/api/conversations/" + begun(t, s) + "/turns/1/events"
	_, all := as(s, "ann", "GET", at, "")
	_, rest := as(s, "ann", "GET", at, "", "Last-Event-ID", "1")
	if !strings.HasPrefix(all, "id: 1\nevent: step\ndata: {") || !strings.HasSuffix(all, "event: end\ndata: {}\n\n") {
		t.Errorf("got %s", all)
	}
	if !strings.HasPrefix(rest, "id: 2\n") || !strings.HasSuffix(all, rest) {
		t.Errorf("after the first: %s", rest)
	}
}

// Who was signed out elsewhere watches no longer.
func TestAStreamEndsWithItsCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := server(t, func(ctx context.Context, _ Question) (*bundle.Bundle, *report.Report, error) {
			<-ctx.Done()
			return nil, nil, ctx.Err()
		})
		var out atomic.Bool
		s.Gate = func(r *http.Request) (Caller, error) {
			if out.Load() {
				return Caller{}, &Turned{Status: http.StatusUnauthorized, To: "/signin", Why: "out"}
			}
			return byHeader(r)
		}
		_, body := as(s, "ann", "POST", "/api/conversations", `{"question":"`+asked+`"}`)
		at := "/api/conversations/" + strings.Split(strings.Split(body, `"id":"`)[1], `"`)[0]
		ended := make(chan string)
		go func() { _, text := as(s, "ann", "GET", at+"/turns/1/events", ""); ended <- text }()
		time.Sleep(time.Minute)
		select {
		case text := <-ended:
			t.Fatalf("the stream ended by itself: %s", text)
		default:
		}
		out.Store(true)
		began := time.Now()
		if text := <-ended; time.Since(began) > askAgain || strings.Contains(text, "event: end") {
			t.Errorf("it ended after %s with %s", time.Since(began), text)
		}
	})
}

func TestWhoHasNoCallerIsLed(t *testing.T) {
	s := server(t, recorded(t))
	var err error
	s.handler = gated(func(*http.Request) (Caller, error) { return Caller{}, err }, http.NotFoundHandler())
	for _, c := range []struct {
		err          error
		path, mode   string
		status       int
		leads, tells string
	}{
		{&Turned{401, "/signin", "x"}, "/c/A?b=c&d", "navigate", 302, "/signin?to=%2Fc%2FA%3Fb%3Dc%26d", ""},
		{&Turned{401, "/signin", "x"}, "//evil.example/", "", 302, "/signin?to=%2F%2Fevil.example%2F", ""},
		{&Turned{401, "/signin", "x"}, "/api/settings", "navigate", 401, "", `{"error":"x","to":"/signin"}`},
		{&Turned{401, "/signin", "x"}, "/assets/a.js", "no-cors", 401, "", `"to":"/signin"`},
		{&Turned{503, "", "x"}, "/", "navigate", 503, "", `{"error":"x"}`},
		{errors.New("x"), "/", "navigate", 403, "", `{"error":"x"}`},
	} {
		r := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
		path, query, _ := strings.Cut(c.path, "?")
		r.URL.Path, r.URL.RawQuery = path, query
		r.Header.Set("Sec-Fetch-Mode", c.mode)
		w := httptest.NewRecorder()
		err = c.err
		s.ServeHTTP(w, r)
		if w.Code != c.status || w.Header().Get("Location") != c.leads || !strings.Contains(w.Body.String(), c.tells) {
			t.Errorf("%s: got %d %q %s", c.path, w.Code, w.Header().Get("Location"), w.Body)
		}
	}
}
