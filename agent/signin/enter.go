package signin

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/checks"
)

// ask is the page with the ways in.
func (p *Porter) ask(w http.ResponseWriter, r *http.Request) {
	to := local(r.URL.Query().Get("to"))
	if _, err := p.Gate(r); err == nil {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	p.show(w, http.StatusOK, page{Kind: "signin", To: to})
}

// begin leads to the issuer.
func (p *Porter) begin(w http.ResponseWriter, r *http.Request) {
	form, sent := p.attempted(w, r)
	if !sent {
		return
	}
	ctx, err := p.enter(r.Context(), r)
	var a attempt
	if err == nil {
		if a, err = p.attempt(ctx, local(form.Get("to"))); err == nil {
			err = p.save(ctx, w, "")
		}
	}
	if err != nil {
		p.broken(w, r, err)
		return
	}
	p.show(w, http.StatusOK, page{Kind: "onward", Onward: p.issuer.leads(a, form.Get("anew") != "")})
}

// attempted is the form of somebody who tries to sign in, unless too many do.
func (p *Porter) attempted(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	form, sent := p.form(w, r)
	if sent && !p.attempts.Allow() {
		p.show(w, http.StatusTooManyRequests, page{Kind: "error", Why: "Many people sign in just now. Try again in a moment."})
		return nil, false
	}
	return form, sent
}

// finish is where the issuer leads back to.
func (p *Porter) finish(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	ctx, err := p.enter(r.Context(), r)
	if err != nil {
		p.broken(w, r, err)
		return
	}
	a, there, err := p.take(ctx, q.Get("state"))
	if err == nil && there {
		err = p.save(ctx, w, "") // it is used up, whatever comes of it
	}
	switch from := q.Get("iss"); {
	case err != nil:
		p.broken(w, r, err)
	case !there:
		p.show(w, http.StatusBadRequest, page{Kind: "error", Why: "This sign-in did not begin in this browser, or was used already, or took too long."})
	case from != "" && from != p.issuer.URL, from == "" && p.issuer.told.NamesIt:
		p.failed(w, "", errors.New("the answer is not from the issuer that was asked"))
	case q.Get("error") != "":
		p.failed(w, a.To, errors.New("the issuer says: "+checks.Clean(q.Get("error")+" "+q.Get("error_description"), 300)))
	default:
		p.admit(ctx, w, r, q.Get("code"), a)
	}
}

// admit finds out who it is, and lets them in.
func (p *Porter) admit(ctx context.Context, w http.ResponseWriter, r *http.Request, code string, a attempt) {
	token, err := p.issuer.redeem(ctx, code, a)
	if err != nil {
		p.failed(w, a.To, err)
		return
	}
	user, err := p.Know(ctx, token)
	if err == nil && user.Name == "" {
		err = errNobody
	}
	if err != nil {
		p.failed(w, a.To, err)
		return
	}
	p.welcome(ctx, w, r, user, a.To)
}

var errNobody = errors.New("the token is of nobody")

// welcome lets somebody in who has a role.
func (p *Porter) welcome(ctx context.Context, w http.ResponseWriter, r *http.Request, user access.User, to string) {
	role, err := p.Allowed(ctx, user)
	switch {
	case err != nil:
		p.broken(w, r, err)
	case role != User && role != Admin:
		err := p.note(ctx, user, "sign in", "has no role")
		if err = errors.Join(err, p.leave(ctx, w)); err != nil {
			p.broken(w, r, err)
			return
		}
		p.show(w, http.StatusForbidden, page{Kind: "refused", User: user.Name})
	default:
		if err := p.open(ctx, w, user); err != nil {
			p.broken(w, r, err)
			return
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
	}
}

// open begins a session under a new name.
func (p *Porter) open(ctx context.Context, w http.ResponseWriter, user access.User) error {
	data, err := json.Marshal(user)
	if err != nil {
		return err
	}
	agreed, err := p.Store.Consented(ctx, user.Name, p.agreed)
	if err == nil {
		err = p.note(ctx, user, "sign in", "")
	}
	if err == nil {
		err = p.renew(ctx)
	}
	if err != nil {
		return err
	}
	p.sessions.Put(ctx, keyUser, string(data))
	if agreed {
		p.sessions.Put(ctx, keyAgreed, p.agreed)
	}
	return p.save(ctx, w, user.Name)
}
