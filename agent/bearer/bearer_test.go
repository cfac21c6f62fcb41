package bearer

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/access"
)

// knows is an issuer of one token.
func knows(good, name string) Verify {
	return func(_ context.Context, token string) (access.User, error) {
		if token != good {
			return access.User{}, errors.New("unknown")
		}
		return access.User{Name: name}, nil
	}
}

func TestOnlyOneWholeTokenIsAnybodys(t *testing.T) {
	identify := Identify(knows("good", "ann"), knows("other", "issuer#ann"))
	for name, c := range map[string]struct {
		headers []string
		want    string
	}{
		"good":        {[]string{"Bearer good"}, "ann"},
		"small":       {[]string{"bearer good"}, "ann"},
		"the second":  {[]string{"Bearer other"}, "issuer#ann"},
		"none":        {nil, ""},
		"empty":       {[]string{"Bearer "}, ""},
		"bare":        {[]string{"Bearer"}, ""},
		"basic":       {[]string{"Basic good"}, ""},
		"two headers": {[]string{"Bearer good", "Bearer good"}, ""},
		"two tokens":  {[]string{"Bearer good,Bearer x"}, ""},
		"two spaces":  {[]string{"Bearer  good"}, ""},
		"unknown":     {[]string{"Bearer bad"}, ""},
		"huge":        {[]string{"Bearer " + strings.Repeat("x", MostTokenBytes+1)}, ""},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://netwhy.example/mcp?access_token=good", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header["Authorization"] = c.headers
		if got, err := identify(r); got.Name != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: got %q, %v, want %q", name, got.Name, err, c.want)
		}
	}
	r := &http.Request{Header: http.Header{"Authorization": {"Bearer good"}}}
	for name, identify := range map[string]func(*http.Request) (access.User, error){
		"no issuer": Identify(), "an issuer without names": Identify(knows("good", "")),
	} {
		if got, err := identify(r); err == nil || got.Name != "" {
			t.Errorf("%s knows %q", name, got.Name)
		}
	}
}

func TestGoodTokensAreRememberedBriefly(t *testing.T) {
	clock, asked := time.Unix(0, 0), 0
	valid := true
	verify := Remembered(func(context.Context, string) (access.User, error) {
		if asked++; !valid {
			return access.User{}, errors.New("withdrawn")
		}
		return access.User{Name: "ann"}, nil
	}, time.Minute, func() time.Time { return clock })
	for step, c := range []struct {
		valid bool
		wait  time.Duration
		known bool
		asked int
	}{{true, 0, true, 1}, {false, 59 * time.Second, true, 1}, {false, time.Second, false, 2}, {false, 0, false, 3}, {true, 0, true, 4}, {true, 0, true, 4}} {
		clock, valid = clock.Add(c.wait), c.valid
		if _, err := verify(t.Context(), "token"); (err == nil) != c.known || asked != c.asked {
			t.Errorf("step %d: got %v after %d questions, want %d", step, err, asked, c.asked)
		}
	}
	before := asked
	for range 10 * asksAtOnce {
		valid = false
		if _, err := verify(t.Context(), "made up"); err == nil {
			t.Fatal("a made-up token is let in")
		}
	}
	if asked-before > asksAtOnce {
		t.Errorf("the issuer was asked %d times at once", asked-before)
	}
	if _, err := verify(t.Context(), "token"); err != nil {
		t.Errorf("who is remembered is shut out: %v", err)
	}
}
