package llm

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// slow is a server in the time of a bubble.
type slow struct {
	begins time.Duration
	body   func(*http.Request) io.Reader
}

func (s slow) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case <-time.After(s.begins):
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(s.body(r))}, nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// stuck gives nothing until its request is given up.
type stuck struct{ *http.Request }

func (s stuck) Read([]byte) (int, error) {
	<-s.Context().Done()
	return 0, s.Context().Err()
}

func TestPatience(t *testing.T) {
	text := func(*http.Request) io.Reader { return strings.NewReader("yes") }
	for _, c := range []struct {
		name     string
		streamed bool
		server   slow
		want     error
		after    time.Duration
	}{
		{"in time", true, slow{59 * time.Second, text}, nil, time.Hour + 59*time.Second},
		{"a stream that begins late", true, slow{61 * time.Second, text}, errFirstByte, time.Minute},
		{"a whole answer, which begins when it is made", false, slow{61 * time.Second, text}, nil, time.Hour + 61*time.Second},
		{"a body that pauses", true, slow{0, func(r *http.Request) io.Reader { return io.MultiReader(strings.NewReader("y"), stuck{r}) }}, errIdle, time.Hour + 30*time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://model.example", http.NoBody)
				if err != nil {
					t.Fatal(err)
				}
				if c.streamed {
					request.Header.Set("Accept", eventStream)
				}
				start := time.Now()
				response, err := patience{c.server, time.Minute, 30 * time.Second}.RoundTrip(request)
				if err == nil {
					_, err = io.ReadFull(response.Body, make([]byte, 1))
					time.Sleep(time.Hour) // whoever reads may take its time
					if err == nil {
						_, err = io.ReadAll(response.Body)
					}
					response.Body.Close()
				}
				if !errors.Is(err, c.want) || time.Since(start) != c.after {
					t.Errorf("after %s: %v", time.Since(start), err)
				}
			})
		})
	}
}
