package signin

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/store"
)

func TestWhatAnIssuerGivesIsHeldAgainstWhatWasAsked(t *testing.T) {
	set := func(key string, value any) func(*fake) {
		return func(f *fake) { f.change = func(c map[string]any) { c[key] = value } }
	}
	answers := func(key string, value any) func(*fake) {
		return func(f *fake) { f.answer = func(a map[string]any) { a[key] = value } }
	}
	foreign := newKey(t)
	for name, wrong := range map[string]func(*fake){
		"another nonce":    set("nonce", "other"),
		"no nonce":         set("nonce", ""),
		"another audience": set("aud", "other"),
		"more audiences":   set("aud", []string{"netwhy", "other"}),
		"another party":    set("azp", "other"),
		"another issuer":   set("iss", "https://evil.test"),
		"a past token":     set("exp", time.Now().Add(-time.Hour).Unix()),
		"no end":           set("exp", nil),
		"a future token":   set("nbf", time.Now().Add(time.Hour).Unix()),
		"nobody":           set("sub", ""),
		"no ID token":      answers("id_token", nil),
		"nonsense":         answers("id_token", "x.y.z"),
		"unsigned":         answers("id_token", "eyJhbGciOiJub25lIn0.e30."),
		"another's key":    func(f *fake) { f.by = foreign },
		"groups elsewhere": func(f *fake) {
			f.change = func(c map[string]any) { delete(c, "groups"); c["_claim_names"] = map[string]any{"groups": "src1"} }
		},
	} {
		w := newWorld(t, nil)
		wrong(w.issuer)
		b := w.browser(t)
		if code, body, _ := b.signIn("ann"); code != http.StatusBadRequest || !b.is("") {
			t.Errorf("%s: got %d %s", name, code, body)
		}
		w.issuer.change, w.issuer.answer, w.issuer.by = nil, nil, nil
		if b.signIn("ann"); b.is("") {
			t.Errorf("%s: nobody can sign in afterwards", name)
		}
	}
}

func TestAnswersThatWereNotAskedFor(t *testing.T) {
	w := newWorld(t, nil)
	b := w.browser(t)
	for name, change := range map[string]func(q url.Values){
		"another state":  func(q url.Values) { q.Set("state", "x") },
		"no state":       func(q url.Values) { q.Del("state") },
		"another code":   func(q url.Values) { q.Set("code", "x") },
		"no code":        func(q url.Values) { q.Del("code") },
		"another issuer": func(q url.Values) { q.Set("iss", "https://evil.test") },
		"a refusal": func(q url.Values) {
			q.Set("error", "access_denied")
			q.Set("error_description", "<script>alert(1)</script>")
		},
	} {
		back := w.issuer.authorize(t, b.lead("/"), "ann")
		q := back.Query()
		change(q)
		code, body, _ := b.ask("GET", "/signin/callback?"+q.Encode(), nil, "Sec-Fetch-Site", "cross-site")
		if code != http.StatusBadRequest || !b.is("") || strings.Contains(body, "<script") || strings.Contains(body, "SECRET") {
			t.Errorf("%s: got %d %s", name, code, body)
		}
	}
	// The same answer twice, in whatever browser.
	back := w.issuer.authorize(t, b.lead("/"), "ann").RequestURI()
	if code, _, _ := w.browser(t).ask("GET", back, nil, "Sec-Fetch-Site", "cross-site"); code != http.StatusBadRequest {
		t.Errorf("in another browser: %d", code) // it would sign a victim in as the attacker
	}
	if code, _, _ := b.ask("GET", back, nil); code != http.StatusSeeOther {
		t.Errorf("in its own: %d", code)
	}
	if code, _, _ := b.ask("GET", back, nil); code != http.StatusBadRequest {
		t.Errorf("replayed: %d", code)
	}
	code := must[*url.URL](t)(url.Parse(back)).Query().Get("code")
	fresh := must[*url.URL](t)(url.Parse(w.browser(t).lead("/")))
	if fresh.Query().Get("state") == "" || fresh.Query().Get("state") == must[*url.URL](t)(url.Parse(back)).Query().Get("state") {
		t.Error("a state is used twice")
	}
	other := w.browser(t)
	state := must[*url.URL](t)(url.Parse(other.lead("/"))).Query().Get("state")
	if status, _, _ := other.ask("GET", "/signin/callback?"+url.Values{"code": {code}, "state": {state}}.Encode(), nil); status != http.StatusBadRequest || !other.is("") {
		t.Errorf("a replayed code: %d", status)
	}
	// An issuer that says to name itself must.
	f := newFake(t)
	f.more = map[string]any{"authorization_response_iss_parameter_supported": true}
	strict := over(t, f, store.Memory, nil).browser(t)
	if code, _, _ := strict.signIn("ann"); code != http.StatusBadRequest {
		t.Errorf("an answer of nobody: %d", code)
	}
	back = f.authorize(t, strict.lead("/"), "ann").RequestURI() + "&iss=" + url.QueryEscape(issuing)
	if code, _, _ := strict.ask("GET", back, nil); code != http.StatusSeeOther {
		t.Errorf("an answer of the issuer: %d", code)
	}
}

func TestSideBySideSignIns(t *testing.T) {
	w := newWorld(t, nil)
	b := w.browser(t)
	first, second := b.lead("/c/one"), b.lead("/c/two")
	if _, _, to := b.ask("GET", w.issuer.authorize(t, first, "ann").RequestURI(), nil); to != "/c/one" {
		t.Errorf("the first tab leads to %q", to)
	}
	// The session is new, so the other tab's attempt is gone: it begins again.
	if code, _, _ := b.ask("GET", w.issuer.authorize(t, second, "ann").RequestURI(), nil); code != http.StatusBadRequest {
		t.Errorf("the second tab gets %d", code)
	}
}

func TestCookies(t *testing.T) {
	w := newWorld(t, nil)
	// Fixation: what an attacker planted is never anybody's.
	victim := w.browser(t)
	victim.cookies[cookie] = strings.Repeat("A", 43)
	victim.lead("/")
	if victim.cookies[cookie] == strings.Repeat("A", 43) {
		t.Error("a planted name is taken")
	}
	attacker := w.browser(t)
	attacker.lead("/")
	planted := attacker.cookies[cookie]
	victim.cookies[cookie] = planted
	victim.signIn("ann")
	if victim.cookies[cookie] == planted || !attacker.is("") {
		t.Error("the name of a session does not change at sign-in")
	}
	// Forged ones.
	for name, value := range map[string]string{
		"none": "", "short": "x", "of the store": "x' OR '1'='1", "long": strings.Repeat("x", 20000), "another": strings.Repeat("B", 43),
	} {
		b := w.browser(t)
		if b.cookies[cookie] = value; !b.is("") {
			t.Errorf("%s: somebody is in", name)
		}
	}
	// Replayed ones.
	b := w.in(t, "ann")
	kept := maps.Clone(b.cookies)
	if code, _, to := b.ask("POST", "/signin/out", nil); code != http.StatusSeeOther || to != "/signin/out" || len(b.cookies) != 0 {
		t.Errorf("signing out: %d to %s, with %v", code, to, b.cookies)
	}
	if b.cookies = kept; !b.is("") {
		t.Error("a cookie works after signing out")
	}
	if code, _, _ := b.ask("POST", "/signin/out", nil); code != http.StatusSeeOther {
		t.Errorf("signing out again: %d", code)
	}
}

func TestSigningOutEverywhere(t *testing.T) {
	w := newWorld(t, nil)
	one, two, bob := w.in(t, "ann"), w.in(t, "ann"), w.in(t, "bob")
	one.ask("POST", "/signin/out", nil)
	if !one.is("") || !two.is("ann") {
		t.Error("signing out ends another's session")
	}
	one = w.in(t, "ann")
	if code, _, _ := one.ask("POST", "/signin/out/everywhere", nil); code != http.StatusSeeOther {
		t.Errorf("got %d", code)
	}
	if !one.is("") || !two.is("") || !bob.is("bob") {
		t.Error("signing out everywhere ends other sessions than the user's")
	}
}

// A request that began before the sign-out must not write the session again.
func TestAnEndedSessionIsNotWrittenAgain(t *testing.T) {
	w := newWorld(t, nil)
	b := w.in(t, "ann")
	r := httptest.NewRequest(http.MethodGet, public+"/", nil)
	r.AddCookie(&http.Cookie{Name: cookie, Value: b.cookies[cookie]})
	ctx, user, err := w.porter.known(t.Context(), r)
	if err != nil || user.Name != "ann" {
		t.Fatalf("got %+v, %v", user, err)
	}
	b.ask("POST", "/signin/out/everywhere", nil)
	w.porter.sessions.Put(ctx, keyAgreed, "x")
	if _, _, err := w.porter.sessions.Commit(ctx); err == nil {
		t.Error("it was written")
	}
	if _, _, err := w.porter.known(t.Context(), r); err == nil {
		t.Error("it is there again")
	}
}

func TestOtherSitesChangeNothing(t *testing.T) {
	w := newWorld(t, nil)
	b := w.browser(t)
	b.signIn("ann")
	for _, path := range []string{"/signin", "/signin/consent", "/signin/out", "/signin/out/everywhere"} {
		for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Site", "", "Origin", "https://evil.test"}, {"Sec-Fetch-Site", "", "Origin", "null"}} {
			if code, _, _ := b.ask("POST", path, url.Values{"text": {w.porter.agreed}}, headers...); code != http.StatusForbidden || len(b.set) != 0 {
				t.Errorf("%s, %v: got %d and %v", path, headers, code, b.set)
			}
		}
		if path == "/signin/out/everywhere" {
			continue
		}
		if code, _, _ := b.ask("GET", path, nil); code >= 400 || len(b.set) != 0 {
			t.Errorf("a look at %s: got %d and %v", path, code, b.set)
		}
	}
	if code, body, _ := b.ask("GET", "/api/settings", nil); code != http.StatusForbidden || !strings.Contains(body, "consent") {
		t.Errorf("afterwards: %d %s", code, body)
	}
}

// Nobody is who a header says, and the server is nowhere but where it is said
// to be.
func TestHeadersSayNothing(t *testing.T) {
	w := newWorld(t, nil)
	forged := []string{
		"X-Forwarded-Host", "evil.test", "X-Forwarded-Proto", "http", "X-Forwarded-For", "127.0.0.1", "Forwarded", "host=evil.test", "X-Forwarded-User", "root", "X-Remote-User", "root",
		"X-Remote-Group", "of-root", "Impersonate-User", "root", "X-Auth-Request-Email", "root", "X-Ms-Client-Principal-Name", "root", "Authorization", "Bearer root", "Test-Caller", "root",
	}
	b := w.browser(t)
	if code, _, _ := b.ask("GET", "/api/settings", nil, forged...); code != http.StatusUnauthorized {
		t.Errorf("headers let in: %d", code)
	}
	_, body, _ := b.ask("POST", "/signin", nil, forged...)
	if !strings.Contains(body, url.QueryEscape(public+Callback)) || strings.Contains(body, "evil") {
		t.Errorf("headers change where the issuer leads to: %s", body)
	}
	ann := w.in(t, "ann")
	if _, body, _ := ann.ask("GET", "/api/settings", nil, forged...); !strings.Contains(body, `"caller":"ann"`) {
		t.Errorf("headers change who it is: %s", body)
	}
	for _, host := range []string{"evil.test", "netwhy.test:8443", "127.0.0.1", "localhost:8080", "netwhy.test.evil.test"} {
		for _, path := range []string{"/", "/api/settings", "/signin", "/signin/callback"} {
			if code, _, to := ann.ask("GET", path, nil, "Host", host); code != http.StatusMisdirectedRequest || to != "" {
				t.Errorf("%s at %s: got %d", path, host, code)
			}
		}
	}
	if code, _, _ := ann.ask("GET", "/healthz", nil, "Host", "10.0.0.7:8080"); code != http.StatusOK {
		t.Errorf("a probe of the kubelet: got %d", code)
	}
}

func TestOnlyPathsOfHereAreComeBackTo(t *testing.T) {
	for to, want := range map[string]string{
		"/c/X": "/c/X", "/s/T?x=1": "/s/T?x=1", "/": "/", "/health": "/health", "": "/", "c/X": "/", "https://evil.test": "/", "//evil.test": "/", "///evil.test": "/", "/\\evil.test": "/",
		"/%5cevil.test": "/", "\\\\evil.test": "/", "/\t/evil.test": "/", "/%09/evil.test": "/", "/%2f/evil.test": "/", "javascript:alert(1)": "/", "/c/X\r\nSet-Cookie: a=b": "/", "http:/evil.test": "/",
		"https:evil.test": "/", "@evil.test": "/", "/signin": "/", "/signin/out": "/", "/api/settings": "/", "/%73ignin/out": "/", "/" + strings.Repeat("x", 600): "/", " //evil.test": "/",
	} {
		if got := local(to); got != want {
			t.Errorf("%q leads to %q, want %q", to, got, want)
		}
	}
	w := newWorld(t, nil)
	b := w.browser(t)
	back := w.issuer.authorize(t, b.lead("//evil.test"), "ann")
	if _, _, to := b.ask("GET", back.RequestURI(), nil); to != "/" {
		t.Errorf("the sign-in leads to %q", to)
	}
}

func TestTooManySignInsAreRefused(t *testing.T) {
	w := newWorld(t, nil)
	codes := map[int]int{}
	for range 3 * atOnce {
		code, _, _ := w.browser(t).ask("POST", "/signin", nil)
		codes[code]++
	}
	if codes[http.StatusTooManyRequests] == 0 || codes[http.StatusOK] < atOnce {
		t.Errorf("got %v", codes)
	}
	if code, _, _ := w.browser(t).ask("POST", "/signin", url.Values{"to": {strings.Repeat("x", mostForm)}}); code != http.StatusBadRequest {
		t.Errorf("a huge form: %d", code)
	}
}

func TestWhoIsNobodyIsNotIn(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.Know = func(context.Context, string) (access.User, error) { return access.User{}, nil }
	})
	b := w.browser(t)
	if code, _, _ := b.signIn("ann"); code != http.StatusBadRequest || !b.is("") {
		t.Errorf("got %d", code)
	}
}
