package signin

import (
	"errors"
	"net/http"
	"net/url"
)

// out ends this browser's session.
func (p *Porter) out(w http.ResponseWriter, r *http.Request) {
	p.ends(w, r, "sign out", false)
}

// everywhere ends all sessions of a user; their streams end when they ask next.
func (p *Porter) everywhere(w http.ResponseWriter, r *http.Request) {
	p.ends(w, r, "sign out everywhere", true)
}

func (p *Porter) ends(w http.ResponseWriter, r *http.Request, action string, all bool) {
	ctx, user, err := p.known(r.Context(), r)
	if err == nil {
		if err = p.note(ctx, user, action, ""); err == nil && all {
			err = p.Store.EndSessions(ctx, user.Name)
		}
	}
	if errors.Is(err, errOut) {
		err = nil // it was ended before, elsewhere
	}
	if err == nil {
		err = p.leave(ctx, w)
	}
	if err != nil {
		p.broken(w, r, err)
		return
	}
	http.Redirect(w, r, Path+"/out", http.StatusSeeOther)
}

func (p *Porter) isOut(w http.ResponseWriter, _ *http.Request) {
	there := ""
	if p.issuer == nil {
		p.show(w, http.StatusOK, page{Kind: "out"})
		return
	}
	if u, err := url.Parse(p.issuer.told.EndsThere); err == nil && u.Host != "" {
		q := u.Query()
		q.Set("client_id", p.issuer.ClientID)
		u.RawQuery = q.Encode()
		there = u.String()
	}
	p.show(w, http.StatusOK, page{Kind: "out", Onward: there})
}

// refused tells somebody who is known, and has no role any more.
func (p *Porter) refused(w http.ResponseWriter, r *http.Request) {
	ctx, user, err := p.known(r.Context(), r)
	if err != nil {
		http.Redirect(w, r, Path, http.StatusSeeOther)
		return
	}
	role, err := p.Allowed(ctx, user)
	switch {
	case err != nil:
		p.broken(w, r, err)
	case role == User || role == Admin:
		http.Redirect(w, r, "/", http.StatusSeeOther)
	default:
		p.show(w, http.StatusForbidden, page{Kind: "refused", User: user.Name})
	}
}
