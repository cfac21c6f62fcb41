package signin

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"
	"github.com/netwhy/netwhy/agent/bearer"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/web"
	"github.com/netwhy/netwhy/test/postgres"
)

var shared postgres.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

const (
	public  = "https://netwhy.test"
	issuing = "https://issuer.test"
)

// fake is an issuer that says what a test wants it to.
type fake struct {
	oidctest.Server
	key    *ecdsa.PrivateKey
	more   map[string]any              // of its discovery
	change func(claims map[string]any) // of the next ID tokens
	answer func(answer map[string]any) // of the token endpoint
	by     *ecdsa.PrivateKey           // signs in place of key
	codes  map[string]url.Values       // what was asked for, by its code
	asked  url.Values                  // the last request for a token
	basic  string                      // and its client by the header
}

func newFake(t *testing.T) *fake {
	f := &fake{key: newKey(t), codes: map[string]url.Values{}}
	f.Algorithms = []string{oidc.ES256}
	f.PublicKeys = []oidctest.PublicKey{{PublicKey: f.key.Public(), KeyID: "one", Algorithm: oidc.ES256}}
	f.SetIssuer(issuing)
	return f
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	return must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	inner := httptest.NewRecorder()
	switch r.URL.Path {
	case "/token":
		f.token(w, r)
		return
	default:
		f.Server.ServeHTTP(inner, r)
	}
	var told map[string]any
	if json.Unmarshal(inner.Body.Bytes(), &told) == nil && told["issuer"] != nil {
		for key, value := range f.more {
			told[key] = value
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(told)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(inner.Code)
	_, _ = w.Write(inner.Body.Bytes())
}

// authorize is what somebody does at the issuer; it gives where they come back.
func (f *fake) authorize(t *testing.T, address, who string) *url.URL {
	t.Helper()
	asked := must[*url.URL](t)(url.Parse(address))
	q := asked.Query()
	if asked.Host != "issuer.test" || q.Get("code_challenge_method") != "S256" || q.Get("response_type") != "code" || q.Get("nonce") == "" || q.Get("state") == "" {
		t.Fatalf("the issuer is asked %s", address)
	}
	code := rand.Text()
	q.Set("who", who)
	f.codes[code] = q
	back := must[*url.URL](t)(url.Parse(q.Get("redirect_uri")))
	back.RawQuery = url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
	return back
}

func (f *fake) token(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	f.asked, f.basic = r.PostForm, r.Header.Get("Authorization")
	q, there := f.codes[r.PostForm.Get("code")]
	delete(f.codes, r.PostForm.Get("code"))
	sum := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
	w.Header().Set("Content-Type", "application/json")
	if !there || base64.RawURLEncoding.EncodeToString(sum[:]) != q.Get("code_challenge") || r.PostForm.Get("redirect_uri") != q.Get("redirect_uri") {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant","error_description":"SECRET of the issuer"}`))
		return
	}
	who := q.Get("who")
	claims := map[string]any{"iss": issuing, "aud": "netwhy", "sub": who, "nonce": q.Get("nonce"), "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(), "groups": []string{"all", "of-" + who}}
	if f.change != nil {
		f.change(claims)
	}
	by := f.key
	if f.by != nil {
		by = f.by
	}
	text, _ := json.Marshal(claims)
	answer := map[string]any{"token_type": "Bearer", "access_token": "ACCESS-" + who, "id_token": oidctest.SignIDToken(by, "one", oidc.ES256, string(text))}
	if f.answer != nil {
		f.answer(answer)
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// RoundTrip brings requests to the issuer without a network.
func (f *fake) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != "issuer.test" {
		return nil, errors.New("no such host")
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	return w.Result(), nil
}

// world is a server, its issuer and its store.
type world struct {
	*web.Server
	issuer *fake
	kept   store.Store
	porter *Porter
	log    *bytes.Buffer
}

func (f *fake) options(kept store.Store, log io.Writer) Options {
	return Options{
		Public: public, Issuer: Issuer{URL: issuing, ClientID: "netwhy"}, Client: &http.Client{Transport: f},
		Know: ByClaims("", bearer.Mapping{UsernamePrefix: "-", GroupsClaim: "groups"}), Allowed: ByGroups([]string{"all"}, []string{"of-root"}), Store: kept,
		Terms: Terms{Where: "prod", Model: "gpt", Conversations: 90 * 24 * time.Hour, Evidence: 36 * time.Hour, Audit: 24 * time.Hour},
		Help:  "Ask the platform team for the group all.", Idle: time.Hour, Absolute: 12 * time.Hour, Log: slog.New(slog.NewTextHandler(log, nil)),
	}
}

func newWorld(t *testing.T, change func(*Options)) *world {
	t.Helper()
	return over(t, newFake(t), filepath.Join(t.TempDir(), "store.db"), change)
}

// over is a server of an issuer over a database.
func over(t *testing.T, f *fake, address string, change func(*Options)) *world {
	t.Helper()
	kept := must[store.Store](t)(store.Open(t.Context(), address, store.Options{Log: slog.New(slog.DiscardHandler)}))
	w := &world{issuer: f, kept: kept, log: &bytes.Buffer{}}
	o := f.options(kept, w.log)
	if change != nil {
		change(&o)
	}
	w.porter = must[*Porter](t)(New(t.Context(), o))
	w.Server = must[*web.Server](t)(web.New(web.Options{
		Gate: w.porter.Gate, SignIn: w.porter, Store: kept, Log: o.Log,
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("metrics")) }),
		Investigate: func(ctx context.Context, _ web.Question) (*bundle.Bundle, *report.Report, error) {
			<-ctx.Done()
			return nil, nil, ctx.Err()
		},
	}))
	t.Cleanup(w.end)
	return w
}

func (w *world) end() {
	w.Stop()
	_ = w.kept.Close() // a test may have closed it
}

// browser has cookies, and sends what browsers send.
type browser struct {
	*world
	t       *testing.T
	cookies map[string]string
	set     []*http.Cookie // by the last answer
}

func (w *world) browser(t *testing.T) *browser { return &browser{w, t, map[string]string{}, nil} }

// ask gives the status, the body and where the answer leads.
func (b *browser) ask(method, path string, form url.Values, headers ...string) (int, string, string) {
	r := httptest.NewRequest(method, public+path, strings.NewReader(form.Encode()))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	b.set = w.Result().Cookies()
	for _, c := range b.set {
		if b.cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return w.Code, w.Body.String(), w.Header().Get("Location")
}

var onward = regexp.MustCompile(`href="(https://issuer\.test/auth[^"]*)"`)

// lead presses the button, and gives where the issuer is asked.
func (b *browser) lead(to string) string {
	b.t.Helper()
	code, body, _ := b.ask("POST", "/signin", url.Values{"to": {to}})
	found := onward.FindStringSubmatch(body)
	if code != http.StatusOK || found == nil {
		b.t.Fatalf("the button gives %d %s", code, body)
	}
	return html.UnescapeString(found[1])
}

// signIn signs somebody in, and gives what they see then.
func (b *browser) signIn(who string) (int, string, string) {
	b.t.Helper()
	back := b.issuer.authorize(b.t, b.lead("/c/before"), who)
	return b.ask("GET", back.RequestURI(), nil, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate")
}

// in is a browser of somebody who signed in and agreed.
func (w *world) in(t *testing.T, who string) *browser {
	t.Helper()
	b := w.browser(t)
	b.signIn(who)
	if code, body, _ := b.ask("POST", "/signin/consent", url.Values{"text": {w.porter.agreed}, "to": {"/"}}); code != http.StatusSeeOther || !b.is(who) {
		t.Fatalf("%s is not in: %d %s", who, code, body)
	}
	return b
}

// is reports whether the API takes the browser for somebody's, or nobody's.
func (b *browser) is(who string) bool {
	b.t.Helper()
	code, body, _ := b.ask("GET", "/api/settings", nil)
	if who == "" {
		return code == http.StatusUnauthorized && strings.Contains(body, `"to":"/signin"`)
	}
	return code == http.StatusOK && strings.Contains(body, `"caller":"`+who+`"`)
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
