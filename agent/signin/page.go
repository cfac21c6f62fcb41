package signin

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
)

//go:embed pages
var files embed.FS

// page is what a page says. All of it is text.
type page struct {
	Kind     string // which page it is
	Issuer   string // its host, empty without one
	Tokens   bool   // whether one may be handed over
	Audience string // that it is made for
	To       string // where the browser comes back to
	Onward   string // where it goes
	Why      string
	User     string
	Help     string
	Clauses  []clause
	Agreed   string // their digest
}

// Title is the name of a page.
func (p page) Title() string {
	return map[string]string{
		"signin": "Sign in", "onward": "Signing in", "refused": "You may not use this server", "consent": "Before you begin",
		"out": "You are signed out", "error": "That did not work",
	}[p.Kind]
}

// Refresh leads on without a script.
func (p page) Refresh() string { return "0;url=" + p.Onward }

var pages = template.Must(template.ParseFS(files, "pages/*.html"))

func (p *Porter) show(w http.ResponseWriter, status int, what page) {
	what.Help = p.Help
	what.Tokens, what.Audience = p.Token != nil, p.Audience
	if u, err := url.Parse(p.Options.Issuer.URL); err == nil {
		what.Issuer = u.Host
	}
	var out bytes.Buffer
	if err := pages.ExecuteTemplate(&out, "page.html", what); err != nil {
		p.Log.Error("cannot write a page", "error", err)
		http.Error(w, "something went wrong here, and was logged", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // who reads may go away
}

func style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	http.ServeFileFS(w, r, files, "pages/page.css")
}

const mostForm = 8 << 10

func (p *Porter) form(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseForm(); err != nil {
		p.show(w, http.StatusBadRequest, page{Kind: "error", Why: "The form cannot be read."})
		return nil, false
	}
	return r.PostForm, true
}

// failed tells that a sign-in came to nothing; the log has the reason.
func (p *Porter) failed(w http.ResponseWriter, to string, err error) {
	p.Log.Warn("a sign-in failed", "error", err)
	p.show(w, http.StatusBadRequest, page{Kind: "error", To: to, Why: "The sign-in could not be finished. The log of the server says why; signing in again often helps."})
}

// broken tells that something does not work here.
func (p *Porter) broken(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == nil {
		p.Log.Error("cannot sign in or out", "path", r.URL.Path, "error", err)
	}
	p.show(w, http.StatusServiceUnavailable, page{Kind: "error", Why: "Something does not work here just now, and was logged. Try again in a moment."})
}
