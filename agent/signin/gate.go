package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/web"
)

func (p *Porter) misdirected() string {
	return fmt.Sprintf("This server is reached at %s, and by no other name.", p.Public)
}

var errOut = errors.New("sign in first")

// Gate implements [web.Gate]. A session that it lets in was used just now.
func (p *Porter) Gate(r *http.Request) (web.Caller, error) {
	if r.Host != p.host {
		return web.Caller{}, &web.Turned{Status: http.StatusMisdirectedRequest, Why: p.misdirected()}
	}
	ctx, user, err := p.known(r.Context(), r)
	if errors.Is(err, errOut) {
		return web.Caller{}, &web.Turned{Status: http.StatusUnauthorized, To: Path, Why: err.Error()}
	}
	if err != nil {
		return web.Caller{}, p.silent(err)
	}
	role, err := p.Allowed(ctx, user)
	switch {
	case err != nil:
		return web.Caller{}, p.silent(err)
	case role != User && role != Admin:
		return web.Caller{}, &web.Turned{Status: http.StatusForbidden, To: Path + "/refused", Why: "you may not use this server"}
	case p.sessions.GetString(ctx, keyAgreed) != p.agreed:
		return web.Caller{}, &web.Turned{Status: http.StatusForbidden, To: Path + "/consent", Why: "read first what is done in your name"}
	}
	if _, _, err := p.sessions.Commit(ctx); errors.Is(err, store.ErrAbsent) {
		return web.Caller{}, &web.Turned{Status: http.StatusUnauthorized, To: Path, Why: errOut.Error()}
	} else if err != nil {
		return web.Caller{}, p.silent(err)
	}
	caller := web.Caller{Name: user.Name, Admin: role == Admin}
	if p.Rights != nil {
		caller.Rights = p.Rights(user)
	}
	return caller, nil
}

// who is in by a session, or errOut.
func (p *Porter) who(ctx context.Context) (user access.User, err error) {
	text := p.sessions.GetString(ctx, keyUser)
	if text == "" {
		return user, errOut
	}
	if err := json.Unmarshal([]byte(text), &user); err != nil || user.Name == "" {
		return user, errOut
	}
	return user, nil
}

// known loads a request's session, and who is in by it.
func (p *Porter) known(ctx context.Context, r *http.Request) (context.Context, access.User, error) {
	ctx, err := p.enter(ctx, r)
	if err != nil {
		return ctx, access.User{}, err
	}
	user, err := p.who(ctx)
	return ctx, user, err
}

// silent logs what went wrong, and tells no more than that.
func (p *Porter) silent(err error) error {
	p.Log.Error("cannot tell who is signed in", "error", err)
	return &web.Turned{Status: http.StatusServiceUnavailable, Why: "who you are and what you may do cannot be found out just now: try again in a moment"}
}
