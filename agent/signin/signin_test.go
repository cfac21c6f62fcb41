package signin

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/store"
)

func TestSigningIn(t *testing.T) {
	w := newWorld(t, nil)
	b := w.browser(t)
	if code, _, to := b.ask("GET", "/c/before?x=1", nil, "Sec-Fetch-Mode", "navigate"); code != http.StatusFound || to != "/signin?to=%2Fc%2Fbefore%3Fx%3D1" {
		t.Errorf("a page leads with %d to %s", code, to)
	}
	if code, body, _ := b.ask("GET", "/assets/x.js", nil, "Sec-Fetch-Mode", "no-cors"); code != http.StatusUnauthorized || !strings.Contains(body, `"error"`) {
		t.Errorf("a script is %d %s", code, body)
	}
	if code, _, _ := b.ask("GET", "/metrics", nil); code != http.StatusUnauthorized || !b.is("") {
		t.Errorf("metrics are %d", code)
	}
	if code, body, _ := b.ask("GET", "/signin?to=/c/before", nil); code != http.StatusOK || !strings.Contains(body, `value="/c/before"`) || !strings.Contains(body, "issuer.test") || len(b.set) != 0 {
		t.Errorf("the page is %d %s, with %v", code, body, b.set)
	}

	code, _, to := b.signIn("ann")
	if code != http.StatusSeeOther || to != "/c/before" {
		t.Fatalf("after the sign-in: %d to %q\n%s", code, to, w.log)
	}
	if len(b.set) != 1 {
		t.Fatalf("the browser is given %v", b.set)
	}
	if c := b.set[0]; c.Name != "__Host-netwhy" || len(c.Value) != 43 || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("the cookie is %+v", c)
	}

	// Nothing else answers before consent.
	if code, _, to := b.ask("GET", "/c/before", nil, "Sec-Fetch-Mode", "navigate"); code != http.StatusFound || to != "/signin/consent?to=%2Fc%2Fbefore" {
		t.Errorf("before consent a page leads with %d to %s", code, to)
	}
	for _, path := range []string{"/api/settings", "/api/conversations", "/metrics", "/api/shared/x"} {
		if code, body, _ := b.ask("GET", path, nil); code != http.StatusForbidden || !strings.Contains(body, `"to":"/signin/consent"`) {
			t.Errorf("before consent %s gives %d %s", path, code, body)
		}
	}
	_, text, _ := b.ask("GET", "/signin/consent?to=/c/before", nil)
	for _, want := range []string{"network of prod", "model gpt", "90 days", "36h0m0s", "a day", "audit log", `value="/c/before"`, "<b>ann</b>"} {
		if !strings.Contains(text, want) {
			t.Errorf("the terms lack %q", want)
		}
	}
	if code, _, _ := b.ask("POST", "/signin/consent", map[string][]string{"text": {"older"}}); code != http.StatusConflict || b.is("ann") {
		t.Errorf("consent to another text gives %d", code)
	}
	if code, _, to := b.ask("POST", "/signin/consent", map[string][]string{"text": {w.porter.agreed}, "to": {"/c/before"}}); code != http.StatusSeeOther || to != "/c/before" || !b.is("ann") {
		t.Errorf("consent gives %d, %q", code, to)
	}
	if code, _, to := b.ask("GET", "/signin?to=/health", nil); code != http.StatusSeeOther || to != "/health" {
		t.Errorf("who is in is led with %d to %s", code, to)
	}
	if code, _, _ := b.ask("GET", "/metrics", nil); code != http.StatusForbidden {
		t.Errorf("a user gets metrics with %d", code)
	}
	if code, body, _ := w.in(t, "root").ask("GET", "/metrics", nil); code != http.StatusOK || body != "metrics" {
		t.Errorf("an admin gets metrics with %d", code)
	}
	again := w.browser(t)
	if again.signIn("ann"); !again.is("ann") {
		t.Error("consent is asked for twice")
	}
	var did []string
	for _, e := range must[[]store.Entry](t)(w.kept.Audited(t.Context(), store.Filter{Actor: "ann"})) {
		did = append(did, e.Action)
	}
	if got := strings.Join(did, ", "); got != "sign in, consent, sign in" {
		t.Errorf("written down is %s", got)
	}
}

// No token, code or name of a session is in the store.
func TestNoTokenIsKept(t *testing.T) {
	folder := t.TempDir()
	var token string
	w := over(t, newFake(t), filepath.Join(folder, "store.db"), nil)
	w.issuer.answer = func(a map[string]any) { token = a["id_token"].(string) }
	b := w.in(t, "ann")
	w.end()
	for _, file := range must[[]os.DirEntry](t)(os.ReadDir(folder)) {
		data := string(must[[]byte](t)(os.ReadFile(filepath.Join(folder, file.Name()))))
		for what, secret := range map[string]string{"the ID token": token, "the access token": "ACCESS-ann", "the code": w.issuer.asked.Get("code"), "the cookie": b.cookies[cookie]} {
			if secret == "" || strings.Contains(data, secret) {
				t.Errorf("%s is in %s", what, file.Name())
			}
		}
	}
}

func TestSessionsEndByThemselves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		b := w.in(t, "ann")
		for range 14 { // in use, it lasts
			time.Sleep(50 * time.Minute)
			if !b.is("ann") {
				t.Fatal("a session in use has ended")
			}
		}
		time.Sleep(20*time.Minute - time.Second)
		if !b.is("ann") {
			t.Error("it ended before its absolute end")
		}
		time.Sleep(2 * time.Second)
		if !b.is("") {
			t.Error("it outlives its absolute end")
		}
		idle := w.in(t, "ann")
		time.Sleep(59 * time.Minute)
		if !idle.is("ann") {
			t.Error("it ended before an hour without use")
		}
		time.Sleep(61 * time.Minute)
		if !idle.is("") {
			t.Error("it outlives an hour without use")
		}
		slow := w.browser(t)
		back := w.issuer.authorize(t, slow.lead("/"), "ann")
		time.Sleep(11 * time.Minute)
		if code, _, _ := slow.ask("GET", back.RequestURI(), nil); code != http.StatusBadRequest || !slow.is("") {
			t.Errorf("a sign-in of eleven minutes gives %d", code)
		}
	})
}

func TestSessionsOutliveTheProcess(t *testing.T) {
	f, address := newFake(t), filepath.Join(t.TempDir(), "store.db")
	first := over(t, f, address, nil)
	b := first.in(t, "ann")
	first.end()
	second := over(t, f, address, nil)
	if b.world = second; !b.is("ann") {
		t.Error("after a restart nobody is in")
	}
	second.end()
	b.world = over(t, f, address, func(o *Options) { o.Terms.Model = "another" })
	if code, body, _ := b.ask("GET", "/api/settings", nil); code != http.StatusForbidden || !strings.Contains(body, "consent") {
		t.Errorf("with other terms the answer is %d %s", code, body)
	}
}

func TestReplicasKnowTheSameSessions(t *testing.T) {
	f, address := newFake(t), shared.Database(t)
	one, two := over(t, f, address, nil), over(t, f, address, nil)
	b := one.browser(t)
	back := f.authorize(t, b.lead("/"), "ann") // begun at one, finished at the other
	b.world = two
	if code, _, _ := b.ask("GET", back.RequestURI(), nil); code != http.StatusSeeOther {
		t.Fatalf("the other replica answers %d\n%s", code, two.log)
	}
	b.ask("POST", "/signin/consent", map[string][]string{"text": {two.porter.agreed}})
	b.world = one
	if !b.is("ann") {
		t.Error("one replica does not know whom another let in")
	}
	b.world = two
	b.ask("POST", "/signin/out/everywhere", nil)
	if b.world = one; !b.is("") {
		t.Error("one replica lets in whom another signed out")
	}
}

func TestRolesAreAskedForEachTime(t *testing.T) {
	role := User
	var failed error
	w := newWorld(t, func(o *Options) {
		o.Allowed = func(_ context.Context, u access.User) (Role, error) {
			if u.Name == "eve" {
				return Refused, nil
			}
			return role, failed
		}
	})
	eve := w.browser(t)
	code, body, _ := eve.signIn("eve")
	if code != http.StatusForbidden || !strings.Contains(body, "<b>eve</b>") || !strings.Contains(body, "Ask the platform team for the group all.") || len(eve.cookies) != 0 || !eve.is("") {
		t.Errorf("who is refused gets %d %s and %v", code, body, eve.cookies)
	}
	if log := must[[]store.Entry](t)(w.kept.Audited(t.Context(), store.Filter{Actor: "eve"})); len(log) != 1 || log[0].Denied == "" {
		t.Errorf("written down is %+v", log)
	}
	b := w.in(t, "ann")
	for _, c := range []struct {
		role   Role
		err    error
		status int
	}{{Refused, nil, 403}, {7, nil, 403}, {User, os.ErrDeadlineExceeded, 503}, {Admin, nil, 200}} {
		role, failed = c.role, c.err
		if code, body, _ := b.ask("GET", "/api/settings", nil); code != c.status || strings.Contains(body, "deadline") {
			t.Errorf("as %v, %v: got %d %s", c.role, c.err, code, body)
		}
	}
	role = Refused
	if code, _, to := b.ask("GET", "/", nil); code != http.StatusFound || !strings.HasPrefix(to, "/signin/refused") {
		t.Errorf("a page leads with %d to %s", code, to)
	}
	if code, body, _ := b.ask("GET", "/signin/refused", nil); code != http.StatusForbidden || !strings.Contains(body, "<b>ann</b>") {
		t.Errorf("the page is %d %s", code, body)
	}
}
