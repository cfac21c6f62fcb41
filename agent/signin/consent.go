package signin

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Terms are what somebody agrees to before anything is read in their name.
type Terms struct {
	Where    string // whose network is read
	Recorded bool   // long ago, so that no cluster is asked
	Model    string // that findings are sent to, empty for none
	// How long something is kept.
	Conversations, Evidence, Audit time.Duration
}

// clause is a paragraph of what is agreed to.
type clause struct{ Title, Text string }

// clauses are the text, and its digest: who agreed is asked again if it changes.
func (t Terms) clauses() ([]clause, string) {
	model := "Nothing: there is no language model here."
	if t.Model != "" {
		model = "Your questions, findings, and names of the cluster that they speak of go to the language model " + t.Model +
			", which puts them into words. What looks like a secret is taken out before."
	}
	read := "The state of the network of " + t.Where + ": objects of Kubernetes, flows, counters of nodes and names in DNS, " +
		"as far as you may read them yourself. Never Secrets. Nothing is changed."
	if t.Recorded {
		read = "What was recorded before, of " + t.Where + ". No cluster is asked in your name."
	}
	list := []clause{
		{"What is read in your name", read},
		{"What is kept, and how long", fmt.Sprintf("Your questions, reports and comments for %s after the last question, the evidence for %s, "+
			"your name and groups while you are signed in. The password or token that you sign in with is not kept.", days(t.Conversations), days(t.Evidence))},
		{"What is sent to a model", model},
		{"Who can see it", fmt.Sprintf("You, and whoever may sign in here and has the link of a conversation that you share. Who runs this server can also read the audit log: "+
			"what you asked, when, and what was read for it. It is kept for %s.", days(t.Audit))},
	}
	data, err := json.Marshal(list)
	if err != nil {
		panic(err) // it is plain text
	}
	sum := sha256.Sum256(data)
	return list, hex.EncodeToString(sum[:])
}

func days(d time.Duration) string {
	switch n := d / (24 * time.Hour); {
	case d%(24*time.Hour) != 0:
		return d.String()
	case n == 1:
		return "a day"
	default:
		return fmt.Sprintf("%d days", n)
	}
}

// consent is the page with the terms.
func (p *Porter) consent(w http.ResponseWriter, r *http.Request) {
	to := local(r.URL.Query().Get("to"))
	_, user, err := p.known(r.Context(), r)
	if err != nil {
		http.Redirect(w, r, Path, http.StatusSeeOther)
		return
	}
	if _, err := p.Gate(r); err == nil {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	p.show(w, http.StatusOK, page{Kind: "consent", To: to, User: user.Name, Clauses: p.clauses, Agreed: p.agreed})
}

// agree writes down that somebody agrees to the text that they were shown.
func (p *Porter) agree(w http.ResponseWriter, r *http.Request) {
	form, sent := p.form(w, r)
	if !sent {
		return
	}
	ctx, user, err := p.known(r.Context(), r)
	if errors.Is(err, errOut) {
		http.Redirect(w, r, Path, http.StatusSeeOther)
		return
	}
	if err == nil && form.Get("text") != p.agreed { // it changed meanwhile
		p.show(w, http.StatusConflict, page{Kind: "consent", To: local(form.Get("to")), User: user.Name, Clauses: p.clauses, Agreed: p.agreed})
		return
	}
	if err == nil {
		err = p.note(ctx, user, "consent", "")
	}
	if err == nil {
		err = p.Store.Consent(ctx, user.Name, p.agreed)
	}
	if err == nil {
		p.sessions.Put(ctx, keyAgreed, p.agreed)
		err = p.save(ctx, w, user.Name)
	}
	if err != nil {
		p.broken(w, r, err)
		return
	}
	http.Redirect(w, r, local(form.Get("to")), http.StatusSeeOther)
}
