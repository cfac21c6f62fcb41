package signin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/access"
)

// byToken is a server at which people hand tokens of the cluster over.
func byToken(t *testing.T, issuer bool) *world {
	return newWorld(t, func(o *Options) {
		o.Audience = "netwhy"
		o.Token = func(_ context.Context, token string) (access.User, error) {
			switch token {
			case "TOKEN-ann":
				return access.User{Name: "ann", Groups: []string{"all"}}, nil
			case "TOKEN-eve":
				return access.User{Name: "eve"}, nil
			case "TOKEN-nobody":
				return access.User{}, nil
			}
			return access.User{}, errors.New("the API server does not know the token")
		}
		if !issuer {
			o.Issuer, o.Know = Issuer{}, nil
		}
	})
}

func TestSigningInWithATokenOfTheCluster(t *testing.T) {
	w := byToken(t, false)
	b := w.browser(t)
	code, page, _ := b.ask("GET", "/signin?to=/c/before", nil)
	if code != http.StatusOK || !strings.Contains(page, `action="/signin/token"`) || !strings.Contains(page, "--audience netwhy") || strings.Contains(page, `action="/signin"`) {
		t.Errorf("the page is %d %s", code, page)
	}
	if code, _, _ := b.ask("POST", "/signin", nil); code != http.StatusNotFound {
		t.Errorf("without an issuer one is led to it: %d", code)
	}
	code, _, to := b.ask("POST", "/signin/token", url.Values{"token": {" TOKEN-ann\n"}, "to": {"/c/before"}})
	if code != http.StatusSeeOther || to != "/c/before" || len(b.set) != 1 || !b.set[0].HttpOnly {
		t.Fatalf("after the sign-in: %d to %q with %v\n%s", code, to, b.set, w.log)
	}
	_, text, _ := b.ask("GET", "/signin/consent", nil)
	if !strings.Contains(text, "<b>ann</b>") {
		t.Errorf("consent is asked of %s", text)
	}
	if code, page, _ := b.ask("GET", "/signin/out", nil); code != http.StatusOK || strings.Contains(page, `action="/signin"`) {
		t.Errorf("signed out: %d %s", code, page)
	}
	if strings.Contains(w.log.String(), "TOKEN") {
		t.Errorf("the log holds a token: %s", w.log)
	}
}

func TestTokensThatLetNobodyIn(t *testing.T) {
	w := byToken(t, true)
	for name, c := range map[string]struct {
		token string
		code  int
		says  string
	}{
		"empty":   {" ", http.StatusBadRequest, "Paste a token"},
		"unknown": {"TOKEN-<script>", http.StatusForbidden, "does not take this token"},
		"nobody":  {"TOKEN-nobody", http.StatusForbidden, "does not take this token"},
		"no role": {"TOKEN-eve", http.StatusForbidden, "has no role here"},
	} {
		b := w.browser(t)
		code, page, _ := b.ask("POST", "/signin/token", url.Values{"token": {c.token}})
		if code != c.code || !strings.Contains(page, c.says) || strings.Contains(page, "TOKEN") {
			t.Errorf("%s: %d %s", name, code, page)
		}
		if !b.is("") {
			t.Errorf("%s: there is a session", name)
		}
	}
	// Another page cannot sign a browser in as somebody else.
	b := w.browser(t)
	if code, _, _ := b.ask("POST", "/signin/token", url.Values{"token": {"TOKEN-ann"}}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.test"); code != http.StatusForbidden || len(b.set) > 0 {
		t.Errorf("a page of elsewhere signs in: %d %v", code, b.set)
	}
	if strings.Contains(w.log.String(), "TOKEN") {
		t.Errorf("the log holds a token: %s", w.log)
	}
}

func TestWithoutATokensReviewNoneIsTaken(t *testing.T) {
	w := newWorld(t, nil)
	if code, page, _ := w.browser(t).ask("POST", "/signin/token", url.Values{"token": {"TOKEN-ann"}}); code != http.StatusNotFound {
		t.Errorf("a token is answered with %d %s", code, page)
	}
	if _, page, _ := w.browser(t).ask("GET", "/signin", nil); strings.Contains(page, "token") {
		t.Errorf("the page asks for a token: %s", page)
	}
}
