package signin

import (
	"errors"
	"net/http"
	"strings"

	"github.com/netwhy/netwhy/agent/access"
)

// handed lets in who hands a token of the cluster over. It is shown to the API
// server once, and kept nowhere: the session outlives it by [Options.Absolute] at most.
func (p *Porter) handed(w http.ResponseWriter, r *http.Request) {
	form, sent := p.attempted(w, r)
	if !sent {
		return
	}
	to, token := local(form.Get("to")), strings.TrimSpace(form.Get("token"))
	if token == "" {
		p.show(w, http.StatusBadRequest, page{Kind: "signin", To: to, Why: "Paste a token first."})
		return
	}
	ctx, err := p.enter(r.Context(), r)
	if err != nil {
		p.broken(w, r, err)
		return
	}
	user, err := p.Token(ctx, token)
	if errors.Is(err, access.ErrSilent) {
		p.broken(w, r, err)
		return
	}
	if err == nil && user.Name == "" {
		err = errNobody
	}
	if err != nil {
		p.Log.Warn("a token was not taken", "error", err)
		p.show(w, http.StatusForbidden, page{Kind: "signin", To: to, Why: "The cluster does not take this token. It may have run out, or be for another audience: make a new one."})
		return
	}
	p.welcome(ctx, w, r, user, to)
}
