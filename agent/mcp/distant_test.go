package mcp

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/report"
)

// bearing sends a token as the CLI does.
func bearing(t *testing.T, token string) *http.Client {
	return &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(t.Context())
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		return http.DefaultTransport.RoundTrip(r)
	})}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestAskingADistantServerGivesItsWholeReport(t *testing.T) {
	web, desk := listen(t)
	var told []string
	d := Distant{Bridge: Bridge{Server: web.URL, Client: bearing(t, "ann")}, Version: "test", Told: func(step string) { told = append(told, step) }}
	got, err := d.Ask(t.Context(), "service web in namespace shop refuses connections", "")
	if err != nil {
		t.Fatal(err)
	}
	list, err := desk.Reports.List(t.Context(), "ann")
	if err != nil || len(list) != 1 {
		t.Fatalf("ann has %d reports, %v", len(list), err)
	}
	var here, there bytes.Buffer
	for to, r := range map[*bytes.Buffer]*report.Report{&here: got, &there: list[0].Report} {
		if err := report.JSON(to, r); err != nil {
			t.Fatal(err)
		}
	}
	if len(told) == 0 {
		t.Error("it comes without a word")
	}
	if here.String() != there.String() || got.Status != report.Faulty {
		t.Errorf("the report is %s, and not the server's: %s\n\n%s", got.Status, here.String(), there.String())
	}
}

func TestADistantServerThatDoesNotAnswer(t *testing.T) {
	web, _ := listen(t)
	for name, c := range map[string]struct{ token, question, says string }{
		"no token":  {"", "DNS is broken", "does not know the bearer"},
		"silence":   {"early", "DNS is broken", "try again in a moment"},
		"no words":  {"ann", " ", "cannot ask nothing"},
		"off topic": {"ann", "write a poem", "network"},
	} {
		d := Distant{Bridge: Bridge{Server: web.URL, Client: bearing(t, c.token)}}
		if r, err := d.Ask(t.Context(), c.question, ""); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
	web.Close()
	if _, err := (Distant{Bridge: Bridge{Server: web.URL, Client: bearing(t, "ann")}}).Ask(t.Context(), "DNS is broken", ""); err == nil {
		t.Error("a server that is gone gives a report")
	}
}
