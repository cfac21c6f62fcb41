package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAnswersAreCompressedForWhoTakesThem(t *testing.T) {
	s := server(t, recorded(t))
	at := "/api/conversations/" + begun(t, s)
	_, plain := as(s, "ann", "GET", at, "")
	_, small := as(s, "ann", "GET", at, "", "Accept-Encoding", "br, gzip;q=0.5")
	reader, err := gzip.NewReader(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	if whole, err := io.ReadAll(reader); err != nil || string(whole) != plain || len(small)*3 > len(plain) {
		t.Errorf("%d bytes became %d, %v", len(plain), len(small), err)
	}
	for _, takes := range []string{"", "br", "gzip;q=0", "gzip; q=0.0"} {
		if _, body := as(s, "ann", "GET", at, "", "Accept-Encoding", takes); body != plain {
			t.Errorf("%q is given something else", takes)
		}
	}
	for path, begins := range map[string]string{"/turns/1/events": "id: 1\n", "/turns/1/export/zip": "PK"} {
		if _, body := as(s, "ann", "GET", at+path, "", "Accept-Encoding", "gzip"); !strings.HasPrefix(body, begins) {
			t.Errorf("%s begins with %.20q", path, body)
		}
	}
	if code, body := as(s, "ann", "DELETE", at, "", "Accept-Encoding", "gzip"); code != http.StatusNoContent || body != "" {
		t.Errorf("nothing is %d %q", code, body)
	}
}

// A stream's events reach a browser that takes gzip at once, over a connection.
func TestAStreamIsFlushed(t *testing.T) {
	s := server(t, recorded(t))
	at := "/api/conversations/" + begun(t, s) + "/turns/1/events"
	over := httptest.NewServer(s)
	defer over.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, over.URL+at, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Test-Caller", "ann")
	answer, err := http.DefaultClient.Do(r) // it takes gzip by itself
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.Uncompressed || !strings.HasSuffix(string(body), "event: end\ndata: {}\n\n") {
		t.Errorf("got %s, %v", body, err)
	}
}
