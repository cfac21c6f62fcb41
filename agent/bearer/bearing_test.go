package bearer

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestATokenIsReadAnewForEachRequest(t *testing.T) {
	var sent []string
	web := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { sent = append(sent, r.Header.Get("Authorization")) }))
	defer web.Close()
	name := filepath.Join(t.TempDir(), "token")
	ask := func() error {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, web.URL, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer of somebody else")
		response, err := FromFile(name, http.DefaultTransport).RoundTrip(request)
		if err == nil {
			_ = response.Body.Close()
		}
		return err
	}
	for _, text := range []string{"one\n", "two"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := ask(); err != nil {
			t.Fatal(err)
		}
	}
	if len(sent) != 2 || sent[0] != "Bearer one" || sent[1] != "Bearer two" {
		t.Errorf("sent %q", sent)
	}
	for _, bad := range []string{"", " \n", "one two", "one\r\nX-Forged: yes", strings.Repeat("x", MostTokenBytes+1)} {
		if err := os.WriteFile(name, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := ask(); err == nil {
			t.Errorf("%.20q is sent", bad)
		}
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if err := ask(); err == nil || len(sent) != 2 {
		t.Errorf("without a file, %q were sent, %v", sent, err)
	}
}
