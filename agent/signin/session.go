package signin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/netwhy/netwhy/agent/store"
)

// cookie is the one that a browser has. By its prefix no other host can set it,
// and it is sent over encrypted connections alone, or on this machine.
const cookie = "__Host-netwhy"

func sessions(kept store.Sessions, idle, absolute time.Duration) *scs.SessionManager {
	// Not scs.New, whose store in memory runs on.
	return &scs.SessionManager{
		Store: shelf{kept}, Codec: codec{}, IdleTimeout: idle, Lifetime: absolute, HashTokenInStore: true,
		Cookie: scs.SessionCookie{Name: cookie, Path: "/", HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode},
	}
}

// enter loads a request's session; without one, a new one begins that is not
// kept until save.
func (p *Porter) enter(ctx context.Context, r *http.Request) (context.Context, error) {
	ctx = context.WithValue(ctx, visitKey{}, &visit{})
	token := ""
	if c, err := r.Cookie(cookie); err == nil {
		token = c.Value
	}
	return p.sessions.Load(ctx, token)
}

// save keeps a session, a new one as that of an owner, and tells the browser.
func (p *Porter) save(ctx context.Context, w http.ResponseWriter, owner string) error {
	v := visitOf(ctx)
	if p.sessions.Token(ctx) == "" {
		v.begins = true
	}
	v.owner = owner
	token, expiry, err := p.sessions.Commit(ctx)
	if err == nil && v.begins {
		p.sessions.WriteSessionCookie(ctx, w, token, expiry)
		w.Header().Set("Cache-Control", "no-store") // scs says less
	}
	return err
}

// renew gives the session another name, under which it begins anew and empty.
func (p *Porter) renew(ctx context.Context) error {
	visitOf(ctx).begins = true
	return errors.Join(p.sessions.Clear(ctx), p.sessions.RenewToken(ctx))
}

// leave ends a session, here and in the browser.
func (p *Porter) leave(ctx context.Context, w http.ResponseWriter) error {
	err := p.sessions.Destroy(ctx)
	p.sessions.WriteSessionCookie(ctx, w, "", time.Time{})
	w.Header().Set("Cache-Control", "no-store")
	return err
}

// visit is what is known of the session of one request.
type visit struct {
	owner  string
	begins bool
	data   []byte
	expiry time.Time
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	if v, _ := ctx.Value(visitKey{}).(*visit); v != nil {
		return v
	}
	return &visit{}
}

// often is how exactly the last use of a session is known: not every request
// writes.
const often = time.Minute / 2

// shelf is a store as scs wants one.
type shelf struct{ kept store.Sessions }

func (s shelf) FindCtx(ctx context.Context, hash string) ([]byte, bool, error) {
	found, err := s.kept.Session(ctx, hash)
	if errors.Is(err, store.ErrAbsent) {
		return nil, false, nil
	}
	v := visitOf(ctx)
	v.owner, v.data, v.expiry = found.Owner, found.Data, found.Expiry
	return found.Data, err == nil, err
}

func (s shelf) CommitCtx(ctx context.Context, hash string, data []byte, expiry time.Time) error {
	switch v := visitOf(ctx); {
	case v.begins:
		return s.kept.BeginSession(ctx, hash, store.Session{Owner: v.owner, Data: data, Expiry: expiry})
	case bytes.Equal(v.data, data) && expiry.Sub(v.expiry) < often:
		return nil
	}
	return s.kept.KeepSession(ctx, hash, data, expiry)
}

func (s shelf) DeleteCtx(ctx context.Context, hash string) error { return s.kept.EndSession(ctx, hash) }

// The same without a context, which scs wants too and does not call.
func (s shelf) Find(hash string) ([]byte, bool, error) { return s.FindCtx(context.Background(), hash) }
func (s shelf) Delete(hash string) error               { return s.DeleteCtx(context.Background(), hash) }
func (s shelf) Commit(hash string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), hash, data, expiry)
}

// codec writes the same session as the same bytes, which gob does not.
type codec struct{}

type written struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

func (codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	w := written{deadline, map[string]string{}}
	for key, value := range values {
		text, is := value.(string)
		if !is {
			return nil, fmt.Errorf("cannot keep %s of a session: it is no text", key)
		}
		w.Values[key] = text
	}
	return json.Marshal(w)
}

func (codec) Decode(data []byte) (time.Time, map[string]any, error) {
	var w written
	if err := json.Unmarshal(data, &w); err != nil {
		return time.Time{}, nil, fmt.Errorf("cannot read a session: %w", err)
	}
	values := map[string]any{}
	for key, text := range w.Values {
		values[key] = text
	}
	return w.Deadline, values, nil
}
