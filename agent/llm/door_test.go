package llm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
	"github.com/sony/gobreaker/v2"
)

func TestWaitsAsLongAsAsked(t *testing.T) {
	header := func(name, value string) http.Header { return http.Header{name: {value}} }
	soon := time.Now().Add(time.Hour)
	cases := []struct {
		name        string
		header      http.Header
		from, until time.Duration
	}{
		{"seconds", header("Retry-After", "7"), 7 * time.Second, 7*time.Second + 500*time.Millisecond},
		{"parts of seconds", header("Retry-After", "0.5"), 500 * time.Millisecond, time.Second},
		{"milliseconds", header("Retry-After-Ms", "250"), 250 * time.Millisecond, 750 * time.Millisecond},
		{"a date", header("Retry-After", soon.UTC().Format(http.TimeFormat)), time.Minute, time.Hour + time.Minute},
		{"a date of long ago", header("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"), 0, 500 * time.Millisecond},
		{"nonsense", header("Retry-After", "soon"), time.Second, 2 * time.Second},
		{"a negative number", header("Retry-After", "-7"), time.Second, 2 * time.Second},
		{"an answer without one", header("Date", "today"), time.Second, 2 * time.Second},
	}
	for _, c := range cases {
		different := map[time.Duration]bool{}
		for range 20 {
			wait := backoff(500*time.Millisecond, 30*time.Second, 2, &http.Response{StatusCode: http.StatusTooManyRequests, Header: c.header})
			if wait < c.from || wait > c.until {
				t.Errorf("%s: %s is not within %s and %s", c.name, wait, c.from, c.until)
			}
			different[wait] = true
		}
		if len(different) < 2 {
			t.Errorf("%s: no chance is in it", c.name)
		}
	}
	for attempt := range 100 {
		if wait := backoff(500*time.Millisecond, 30*time.Second, attempt, nil); wait <= 0 || wait > 30*time.Second {
			t.Errorf("attempt %d waits %s", attempt, wait)
		}
	}
	if wait, said := retryAfter(header("Retry-After", soon.UTC().Format(http.TimeFormat))); !said || wait < time.Minute || wait > time.Hour {
		t.Errorf("until a date it waits %s", wait)
	}
}

func TestLeavesAFailingEndpointAlone(t *testing.T) {
	none := 0
	s := llmtest.Start(t, llmtest.Refuse(401, `{}`), llmtest.Refuse(503, `{}`), llmtest.Refuse(503, `{}`), llmtest.Refuse(503, `{}`), llmtest.Say{Text: "yes"})
	e := endpoint(t, s, func(s *Settings) { s.Retries, s.Dialect = &none, Chat })
	for i, want := range []Kind{Unauthorised, Unavailable, Unavailable, Unavailable, Paused, Paused} {
		if answer, failure := kindOfAnswer(t, e, question); failure.Kind != want {
			t.Errorf("answer %d: %v", i, failure)
		} else if want == Paused && (answer.Attempts != 0 || !errors.Is(failure, gobreaker.ErrOpenState) || failure.RetryAfter == 0) {
			t.Errorf("answer %d: %d attempts, %v", i, answer.Attempts, failure)
		}
	}
	if n := len(s.Requests()); n != 4 {
		t.Errorf("%d requests", n)
	}
}

func TestFollowsRedirectsOfItsOwnHostOnly(t *testing.T) {
	inEachWay(t, func(t *testing.T, open func(*testing.T, ...llmtest.Play) (*Endpoint, *llmtest.Server)) {
		other := llmtest.Start(t, llmtest.Say{Text: "give me the key"})
		for _, status := range []int{301, 302, 303, 307, 308} {
			e, _ := open(t, llmtest.Refuse(status, ``, "Location", other.URL+"/v1/chat/completions"))
			_, failure := kindOfAnswer(t, e, question)
			if failure.Kind != NoRoute || !strings.Contains(failure.Error(), strings.TrimPrefix(other.URL, "http://")) {
				t.Errorf("%d: %v", status, failure)
			}
		}
		if n := len(other.Requests()); n != 0 {
			t.Errorf("the other host was asked %d times", n)
		}
		e, s := open(t,
			llmtest.Fault(func(w http.ResponseWriter, r *http.Request, _ llmtest.Request) {
				w.Header().Set("Location", r.URL.Path+"/") // as proxies do that want a slash
				w.WriteHeader(http.StatusPermanentRedirect)
			}),
			llmtest.Fault(func(w http.ResponseWriter, r *http.Request, _ llmtest.Request) {
				w.Header().Set("Location", strings.TrimSuffix(r.URL.Path, "/"))
				w.WriteHeader(http.StatusTemporaryRedirect)
			}),
			llmtest.Say{Text: "yes"})
		if answer, err := e.Answer(t.Context(), question, nil); err != nil || answer.Message.Text != "yes" {
			t.Errorf("%+v: %v", answer, err)
		}
		for _, r := range s.Requests() {
			if r.Header.Get("Authorization") != "Bearer "+secret || r.Body["model"] != "a-model" {
				t.Errorf("the redirected request is %+v", r)
			}
		}
		e, _ = open(t, llmtest.Fault(func(w http.ResponseWriter, r *http.Request, _ llmtest.Request) {
			w.Header().Set("Location", r.URL.Path)
			w.WriteHeader(http.StatusTemporaryRedirect)
		}))
		if answer, failure := kindOfAnswer(t, e, question); failure.Kind != NoRoute || answer.Attempts > 10 || !strings.Contains(failure.Error(), "circle") {
			t.Errorf("%d attempts: %v", answer.Attempts, failure)
		}
	})
}

func TestUnreachable(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	e := endpoint(t, &llmtest.Server{Server: s}, nil)
	answer, failure := kindOfAnswer(t, e, question)
	if failure.Kind != Unreachable || answer.Attempts != 4 || !strings.Contains(failure.Error(), "refused") {
		t.Errorf("%d attempts: %v", answer.Attempts, failure)
	}
}

func TestUntrustedCertificate(t *testing.T) {
	s := llmtest.StartTLS(t, llmtest.Say{Text: "yes"})
	answer, failure := kindOfAnswer(t, endpoint(t, s, nil), question)
	if failure.Kind != Unreachable || answer.Attempts != 1 || !strings.Contains(failure.Error(), "certificate") || !strings.Contains(failure.Advice(), "SSL_CERT_FILE") {
		t.Errorf("%d attempts: %v", answer.Attempts, failure)
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// FuzzEvents holds the reader of streams to what it promises the SDK: bounded
// lines, each one event, and no end without an error.
func FuzzEvents(f *testing.F) {
	say := llmtest.Say{Text: "I look.", Calls: calls(callOf("c1", "one", `{"x":1}`)), Tokens: tokens, Azure: true}
	for _, seed := range []string{
		say.Events(true), say.Events(false), "data: [DONE]\n\n", "data:\ndata:\n\n", ": x\r\n\r\n", "data: {\"error\":null}\n\n", "data: {\"error\":{\"code\":429}}\n\n",
		"data: {\"type\":\"error\",\"message\":7}\n\n", "data: [1,\ndata: 2]\n\n", "data: [1", "\xef\xbb\xbfdata: 1\n\n", "event: error\ndata: {\"error\":[]}\n\n",
	} {
		f.Add([]byte(seed), uint8(7))
	}
	f.Fuzz(func(t *testing.T, stream []byte, size uint8) {
		e := newEvents(t.Context(), io.NopCloser(bytes.NewReader(stream)), strings.ToUpper)
		var out []byte
		buffer := make([]byte, int(size)+1)
		for {
			n, err := e.Read(buffer)
			out = append(out, buffer[:n]...)
			if err == nil && n == 0 {
				t.Fatal("it neither reads nor ends")
			}
			var failure *Error
			if err != nil && !errors.Is(err, io.EOF) && !errors.As(err, &failure) {
				t.Fatalf("the error %v has no kind", err)
			}
			if err != nil {
				break
			}
		}
		for line := range strings.Lines(string(out)) {
			if !strings.HasPrefix(line, "data: ") || !strings.HasSuffix(line, "\n") || len(line) > mostEvent+10 {
				t.Fatalf("the line %.100q is no event", line)
			}
		}
		if more := 3*len(stream) + 16; len(out) > more {
			t.Fatalf("%d bytes became %d", len(stream), len(out))
		}
	})
}

// FuzzAccuse holds the reading of errors to its bounds.
func FuzzAccuse(f *testing.F) {
	for _, seed := range []string{said("a", "b", "c"), `{"error":"text"}`, `{"error":{"code":429,"innererror":{"code":"x","innererror":{}}}}`, `{"detail":[{"loc":["body"]}]}`, `<html>`, ``, `null`, `[]`} {
		f.Add(400, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		e := accuse(status, body)
		if e.Kind == "" || e.Advice() == "" || len(fmt.Sprint(e.Message, e.Code, e.Param)) > 4000 {
			t.Errorf("%+v", e)
		}
	})
}
