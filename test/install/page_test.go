package install

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/report"
)

// page is the address that NOTES.txt tells, and the one that the page is called by.
const page = "localhost:8080"

// browser is one that is signed in.
type browser struct {
	*world
	cookie string
}

// signIn signs ann in as the page does it: with a token, and her consent.
func (w *world) signIn(t *testing.T) *browser {
	t.Helper()
	b := &browser{world: w}
	b.expect(t, http.StatusSeeOther, "POST", "/signin/token", form("token", w.token(t)))
	terms := b.expect(t, http.StatusOK, "GET", "/signin/consent", nil)
	found := regexp.MustCompile(`name="text" value="([^"]+)"`).FindStringSubmatch(terms)
	if found == nil {
		t.Fatalf("there is nothing to consent to: %s", terms)
	}
	b.expect(t, http.StatusSeeOther, "POST", "/signin/consent", form("text", found[1]))
	return b
}

func form(name, value string) url.Values { return url.Values{name: {value}} }

// expect sends a request through a tunnel of its own and gives the answer's body.
func (b *browser) expect(t *testing.T, status int, method, path string, body any) string {
	t.Helper()
	got, text, err := b.send(t, method, path, body)
	if err != nil || got != status {
		t.Fatalf("%s %s: %d, want %d: %v: %.500s\n%s", method, path, got, status, err, text, b.state(t))
	}
	return text
}

func (b *browser) send(t *testing.T, method, path string, body any) (status int, text string, err error) {
	t.Helper()
	at, end := b.forward(t, "", "8080")
	defer end()
	var data []byte
	kind := "application/json"
	switch body := body.(type) {
	case nil:
	case url.Values:
		data, kind = []byte(body.Encode()), "application/x-www-form-urlencoded"
	default:
		if data, err = json.Marshal(body); err != nil {
			return 0, "", err
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+at+path, bytes.NewReader(data))
	if err != nil {
		return 0, "", err
	}
	r.Host = page
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Cookie", b.cookie)
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	for _, c := range answer.Cookies() {
		b.cookie = c.Name + "=" + c.Value
	}
	all, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(all), err
}

// conversation is what the page is told of one.
type conversation struct {
	ID    string `json:"id"`
	Turns []struct {
		State  string         `json:"state"`
		Report *report.Report `json:"report"`
	} `json:"turns"`
}

// begin begins a conversation and gives its ID.
func (b *browser) begin(t *testing.T, question string) string {
	t.Helper()
	var c conversation
	text := b.expect(t, http.StatusAccepted, "POST", "/api/conversations", map[string]string{"question": question})
	if err := json.Unmarshal([]byte(text), &c); err != nil || c.ID == "" {
		t.Fatalf("cannot read the conversation: %v: %s", err, text)
	}
	return c.ID
}

// last is how the last question of a conversation is.
func (b *browser) last(t *testing.T, id string) (state string, r *report.Report, err error) {
	t.Helper()
	status, text, err := b.send(t, "GET", "/api/conversations/"+id, nil)
	var c conversation
	if err == nil && status == http.StatusOK {
		err = json.Unmarshal([]byte(text), &c)
	}
	if err == nil && len(c.Turns) == 0 {
		err = fmt.Errorf("%d: %.300s", status, text)
	}
	if err != nil {
		return "", nil, err
	}
	turn := c.Turns[len(c.Turns)-1]
	return turn.State, turn.Report, nil
}

// ended waits until the last question of a conversation is no longer under way.
func (b *browser) ended(t *testing.T, id string) (state string, r *report.Report) {
	t.Helper()
	await(t, "the answer", func() (err error) {
		if state, r, err = b.last(t, id); err == nil && state == "running" {
			err = errors.New("it runs")
		}
		return err
	})
	return state, r
}

// keeps asserts that a browser is still signed in, and its conversation there.
func (b *browser) keeps(t *testing.T, id string) {
	t.Helper()
	state, r, err := b.last(t, id)
	if err != nil || state != "done" || r == nil || !strings.Contains(r.Question, "DNS") {
		t.Errorf("the conversation is lost: %q, %v", state, err)
	}
}
