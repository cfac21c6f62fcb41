package signin

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/store"
)

func TestHowTheProgramSaysWhoItIs(t *testing.T) {
	secret, assertion := filepath.Join(t.TempDir(), "secret"), filepath.Join(t.TempDir(), "assertion")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(secret, "s3cret&\n")
	write(assertion, "first.jwt\n")
	for name, c := range map[string]struct {
		issuer  Issuer
		methods []string
		basic   bool
		want    map[string]string
	}{
		"a public client": {Issuer{}, nil, false, map[string]string{"client_id": "netwhy", "client_secret": "", "client_assertion": ""}},
		"a secret":        {Issuer{SecretFile: secret}, nil, true, map[string]string{"client_secret": ""}},
		"a posted secret": {Issuer{SecretFile: secret}, []string{"client_secret_post"}, false, map[string]string{"client_id": "netwhy", "client_secret": "s3cret&"}},
		"an assertion": {Issuer{AssertionFile: assertion}, nil, false, map[string]string{
			"client_id": "netwhy", "client_secret": "", "client_assertion": "first.jwt", "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}},
	} {
		f := newFake(t)
		if c.methods != nil {
			f.more = map[string]any{"token_endpoint_auth_methods_supported": c.methods}
		}
		w := over(t, f, store.Memory, func(o *Options) {
			c.issuer.URL, c.issuer.ClientID, c.issuer.Scopes = issuing, "netwhy", []string{"profile"}
			o.Issuer = c.issuer
		})
		if code, _, _ := w.browser(t).signIn("ann"); code != http.StatusSeeOther {
			t.Errorf("%s: got %d\n%s", name, code, w.log)
		}
		if (f.basic != "") != c.basic || f.asked.Get("code_verifier") == "" || f.asked.Get("redirect_uri") != public+Callback {
			t.Errorf("%s: asked with %v and %q", name, f.asked, f.basic)
		}
		for key, want := range c.want {
			if got := f.asked.Get(key); got != want {
				t.Errorf("%s: %s is %q", name, key, got)
			}
		}
		if c.issuer.AssertionFile != "" { // the file is replaced every hour
			write(assertion, "second.jwt")
			if w.browser(t).signIn("ann"); f.asked.Get("client_assertion") != "second.jwt" {
				t.Errorf("the assertion is %q", f.asked.Get("client_assertion"))
			}
		}
	}
}

func TestTheTokenThatIsAskedWith(t *testing.T) {
	for access, want := range map[bool]string{true: "ACCESS-ann", false: "eyJ"} {
		var given string
		w := newWorld(t, func(o *Options) {
			o.Issuer.AccessToken = access
			o.Know = knowing(&given)
		})
		if w.browser(t).signIn("ann"); !strings.HasPrefix(given, want) {
			t.Errorf("given is %.10q, want %s", given, want)
		}
	}
	var given string
	w := newWorld(t, func(o *Options) { o.Issuer.AccessToken, o.Know = true, knowing(&given) })
	w.issuer.change = func(c map[string]any) { c["at_hash"] = "x" }
	if code, _, _ := w.browser(t).signIn("ann"); code != http.StatusBadRequest || given != "" {
		t.Errorf("an access token of another sign-in: %d", code)
	}
}

func knowing(given *string) Know {
	return func(_ context.Context, token string) (access.User, error) {
		*given = token
		return access.User{Name: "ann", Groups: []string{"all"}}, nil
	}
}

func TestWrongOptions(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	kept := newWorld(t, nil).kept
	for want, change := range map[string]func(*Options){
		"want https":                 func(o *Options) { o.Public = "http://netwhy.test" },
		"without a path":             func(o *Options) { o.Public = public + "/x" },
		"want one as":                func(o *Options) { o.Public = "netwhy.test" },
		"the issuer's address":       func(o *Options) { o.Issuer.URL = "http://issuer.test" },
		"client ID":                  func(o *Options) { o.Issuer.ClientID = "" },
		"how it is spoken to":        func(o *Options) { o.Issuer.URL = "https://gone.test" },
		"at once":                    func(o *Options) { o.Issuer.SecretFile, o.Issuer.AssertionFile = empty, empty },
		"want one line":              func(o *Options) { o.Issuer.SecretFile = empty },
		"who it is":                  func(o *Options) { o.Issuer.AssertionFile = filepath.Join(dir, "none") },
		"at least a minute":          func(o *Options) { o.Idle = 0 },
		"no session shorter than it": func(o *Options) { o.Absolute = time.Minute },
		"without a way to know them": func(o *Options) { o.Know = nil },
	} {
		o := newFake(t).options(kept, os.Stderr)
		change(&o)
		if p, err := New(t.Context(), o); err == nil || p != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", want, err)
		}
	}
	for _, here := range []string{"http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080", "https://NETWHY.test:8443/"} {
		o := newFake(t).options(kept, os.Stderr)
		if o.Public = here; must[*Porter](t)(New(t.Context(), o)).host != strings.ToLower(strings.Trim(strings.SplitN(here, ":", 2)[1], "/")) {
			t.Errorf("%s has another host", here)
		}
	}
}

func TestRoles(t *testing.T) {
	for _, c := range []struct {
		users, admins, groups []string
		want                  Role
	}{
		{nil, nil, []string{""}, Refused}, {[]string{""}, []string{""}, []string{""}, Refused}, {[]string{"a"}, nil, nil, Refused}, {[]string{"a"}, nil, []string{"A", "aa"}, Refused},
		{[]string{"a"}, nil, []string{"b", "a"}, User}, {[]string{"*"}, []string{"a"}, nil, User}, {[]string{"*"}, []string{"a"}, []string{"a"}, Admin}, {nil, nil, []string{"*"}, Refused}, {[]string{"a"}, nil, []string{"*"}, Refused},
	} {
		if got := must[Role](t)(ByGroups(c.users, c.admins)(t.Context(), access.User{Name: "x", Groups: c.groups})); got != c.want {
			t.Errorf("%v is %d, want %d", c, got, c.want)
		}
	}
}

// The pages look like the rest.
func TestColoursAreThoseOfThePage(t *testing.T) {
	palette := regexp.MustCompile(`(?s):root \{.*?\n\}`)
	ours := palette.FindString(string(must[[]byte](t)(files.ReadFile("pages/page.css"))))
	theirs := palette.FindString(string(must[[]byte](t)(os.ReadFile("../web/ui/src/style.css"))))
	if ours == "" || ours != theirs {
		t.Errorf("the colours are\n%s\nand those of the page\n%s", ours, theirs)
	}
	code, css, _ := newWorld(t, nil).browser(t).ask("GET", "/signin/page.css", nil)
	if code != http.StatusOK || !strings.Contains(css, "--accent") {
		t.Errorf("the style is %d %.100s", code, css)
	}
}
