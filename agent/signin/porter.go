package signin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
	"golang.org/x/time/rate"
)

// Path is where the pages of the sign-in lie. The issuer leads back to [Callback].
const (
	Path     = "/signin"
	Callback = Path + "/callback"
)

// Know finds out whose a token is.
type Know func(ctx context.Context, token string) (access.User, error)

// Role is what somebody may do with the program; what they may read of the
// cluster is another question. Who has none is refused.
type Role int

// Roles.
const (
	Refused Role = iota
	User
	Admin
)

// Allowed says which role a user has now.
type Allowed func(ctx context.Context, user access.User) (Role, error)

// Store is what is kept.
type Store interface {
	store.Sessions
	Audit(ctx context.Context, e store.Entry) error
}

// Options are what a Porter needs.
type Options struct {
	Public string // the address in browsers: https://netwhy.example
	Issuer Issuer // without an address, nobody signs in by one
	Know   Know   // of the issuer's tokens
	// Token knows who bears a token of the cluster, which people may hand over in
	// place of going to an issuer; nil where they may not.
	Token Know
	// Audience is what such tokens are best made for.
	Audience string
	Allowed  Allowed
	Rights   func(access.User) tool.Rights // what they may read; nil gives nothing
	Store    Store
	Terms    Terms
	// Help says to who is refused whom to ask, and for what.
	Help string
	// Idle ends a session that nobody uses, Absolute every session.
	Idle, Absolute time.Duration
	Log            *slog.Logger
	Client         *http.Client // asks the issuer; nil for one with bounds
}

// Porter lets people in.
type Porter struct {
	Options
	host     string
	issuer   *issuer // nil without one
	sessions *scs.SessionManager
	attempts *rate.Limiter
	clauses  []clause
	agreed   string // the digest of the clauses
	pages    http.Handler
}

// How many sign-ins may begin, of all browsers together: each writes a row.
const (
	perSecond = 10
	atOnce    = 50
)

// New asks the issuer how it is spoken to.
func New(ctx context.Context, o Options) (*Porter, error) {
	if o.Token == nil && (o.Know == nil || o.Issuer.URL == "") || o.Allowed == nil || o.Store == nil || o.Log == nil {
		return nil, errors.New("cannot let anybody in without a way to know them, to allow them and to write it down")
	}
	if o.Idle < time.Minute || o.Absolute < o.Idle {
		return nil, errors.New("cannot keep sessions: want an idle time of at least a minute, and no session shorter than it")
	}
	public, err := address("the public address", o.Public)
	if err != nil {
		return nil, err
	}
	if public.Path != "" && public.Path != "/" {
		return nil, fmt.Errorf("cannot be reached at %s: want an address without a path", o.Public)
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 10 * time.Second}
	}
	p := &Porter{Options: o, host: public.Host, attempts: rate.NewLimiter(perSecond, atOnce)}
	if o.Issuer.URL != "" {
		if p.issuer, err = o.Issuer.open(ctx, o.Client, public.Scheme+"://"+public.Host+Callback); err != nil {
			return nil, err
		}
	}
	p.sessions = sessions(o.Store, o.Idle, o.Absolute)
	p.clauses, p.agreed = o.Terms.clauses()
	p.pages = p.routes()
	return p, nil
}

// ServeHTTP answers with the pages of the sign-in.
func (p *Porter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Host != p.host {
		p.show(w, http.StatusMisdirectedRequest, page{Kind: "error", Why: p.misdirected()})
		return
	}
	p.pages.ServeHTTP(w, r)
}

func (p *Porter) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path, p.ask)
	if p.issuer != nil {
		mux.HandleFunc("POST "+Path, p.begin)
		mux.HandleFunc("GET "+Callback, p.finish)
	}
	if p.Token != nil {
		mux.HandleFunc("POST "+Path+"/token", p.handed)
	}
	mux.HandleFunc("GET "+Path+"/refused", p.refused)
	mux.HandleFunc("GET "+Path+"/consent", p.consent)
	mux.HandleFunc("POST "+Path+"/consent", p.agree)
	mux.HandleFunc("GET "+Path+"/out", p.isOut)
	mux.HandleFunc("POST "+Path+"/out", p.out)
	mux.HandleFunc("POST "+Path+"/out/everywhere", p.everywhere)
	mux.HandleFunc("GET "+Path+"/page.css", style)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		p.show(w, http.StatusNotFound, page{Kind: "error", Why: "There is no such page."})
	})
	return mux
}

// note writes a line of the audit log.
func (p *Porter) note(ctx context.Context, who access.User, action, denied string) error {
	return p.Store.Audit(ctx, store.Entry{Actor: who.Name, Face: "web", Action: action, Denied: denied})
}
