package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/bearer"
	"github.com/netwhy/netwhy/agent/signin"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/web"
	"github.com/spf13/pflag"
)

// entrance is what the flags say of who is let in.
type entrance struct {
	public, help   string
	tokens         bool // whether people may hand a token of the cluster over
	issuer         signin.Issuer
	mapping        bearer.Mapping
	by             string // what tells who somebody is
	users, admins  []string
	idle, absolute time.Duration
	cert, key      string
}

func (e *entrance) bind(set *pflag.FlagSet) {
	set.StringVar(&e.public, "public-url", "", "the address at which browsers reach this server, as https://netwhy.example; the issuer must know it with "+signin.Callback+" behind it")
	set.BoolVar(&e.tokens, "cluster-token", false, "sign people in who paste a token of the cluster; it is shown to the API server once")
	set.StringVar(&e.issuer.URL, "oidc-issuer", "", "sign people in by this OpenID Connect issuer; for Entra ID https://login.microsoftonline.com/TENANT/v2.0")
	set.StringVar(&e.issuer.ClientID, "oidc-client-id", "", "this program's client ID there")
	set.StringVar(&e.issuer.SecretFile, "oidc-client-secret-file", "", "file with the client secret; without this and an assertion, the client is a public one")
	set.StringVar(&e.issuer.AssertionFile, "oidc-client-assertion-file", "", "file with a JWT in place of a secret, as AKS workload identity writes it; read anew at each sign-in")
	set.StringSliceVar(&e.issuer.Scopes, "oidc-scopes", []string{"profile"}, "what the issuer is asked for, beside openid")
	set.BoolVar(&e.issuer.AccessToken, "oidc-access-token", false, "go by the access token in place of the ID token, as AKS with Entra ID wants it")
	set.StringVar(&e.by, "users-by", byCluster, "who somebody is: "+byCluster+" asks the API server, which has to take the issuer's tokens; "+byClaims+" reads the token's claims as the next flags say")
	bindMapping(set, &e.mapping)
	set.StringSliceVar(&e.users, "user-groups", nil, "groups whose members may ask; * is everybody whom the issuer knows; without these two, RBAC of the cluster says who")
	set.StringSliceVar(&e.admins, "admin-groups", nil, "groups whose members may ask, and watch over the server")
	set.StringVar(&e.help, "access-help", "", "what somebody without a role is told: whom to ask, and for what")
	set.DurationVar(&e.idle, "session-idle", time.Hour, "end a session that was not used for so long")
	set.DurationVar(&e.absolute, "session-absolute", 12*time.Hour, "end every session after this time")
	set.StringVar(&e.cert, "tls-cert", "", "file with the certificate to serve https with; where a proxy does that, leave it out")
	set.StringVar(&e.key, "tls-key", "", "file with its key")
}

// What tells who somebody is.
const (
	byCluster = "cluster"
	byClaims  = "claims"
)

// on reports whether people sign in. Half of what that needs is an error, since
// it would otherwise be found out by everybody being let in.
func (e *entrance) on(set *pflag.FlagSet) (bool, error) {
	if (e.cert == "") != (e.key == "") {
		return false, errors.New("cannot serve https: want both --tls-cert and --tls-key")
	}
	if e.issuer.URL == "" {
		for _, flag := range []string{"oidc-client-id", "oidc-client-secret-file", "oidc-client-assertion-file", "oidc-scopes", "oidc-access-token", "users-by",
			"oidc-username-claim", "oidc-username-prefix", "oidc-groups-claim", "oidc-groups-prefix", "oidc-audience", "oidc-scope",
		} {
			if set.Changed(flag) {
				return false, fmt.Errorf("cannot use --%s without an issuer: want --oidc-issuer too", flag)
			}
		}
	}
	if e.issuer.URL == "" && !e.tokens {
		for _, flag := range []string{
			"public-url", "token-audience", "user-groups", "admin-groups", "access-help", "session-idle", "session-absolute", "listen-tls",
		} {
			if set.Changed(flag) {
				return false, fmt.Errorf("cannot use --%s without sign-in: want --oidc-issuer or --cluster-token too", flag)
			}
		}
		return false, nil
	}
	switch {
	case e.public == "":
		return false, errors.New("cannot sign anybody in: want --public-url, the address at which browsers reach this server")
	case set.Changed("listen-tls") && e.cert == "":
		return false, errors.New("cannot serve https: want --tls-cert and --tls-key too")
	case e.issuer.URL == "":
	case e.issuer.ClientID == "":
		return false, errors.New("cannot sign anybody in: want --oidc-client-id, by which the issuer knows this program")
	case e.by != byCluster && e.by != byClaims:
		return false, fmt.Errorf("cannot tell who somebody is by %q: want --users-by %s or %s", e.by, byCluster, byClaims)
	case e.by == byClaims && e.issuer.AccessToken:
		return false, errors.New("cannot go by the claims of an access token: the API server alone reads access tokens; leave out --oidc-access-token")
	}
	if e.cert != "" && !set.Changed("listen-tls") && strings.HasPrefix(e.public, "http://") {
		return false, errors.New("cannot serve https at an http address: want https in --public-url, or no --tls-cert")
	}
	return true, nil
}

// gate says who is let in: by groups where such are named, and otherwise as the
// cluster says.
func (e *entrance) gate(open opened) (g *gate, err error) {
	named := len(e.users)+len(e.admins) > 0
	if open.Config != nil {
		g, err = newGate(open.Chosen)
	} else if g = new(gate); !named {
		err = errors.New("cannot say who is let in to recordings: want --user-groups, --admin-groups or both; --user-groups '*' is everybody whom the issuer knows")
	}
	if err == nil && named {
		g.allowed = signin.ByGroups(e.users, e.admins)
	}
	return g, err
}

// know tells who bears a token of the issuer.
func (e *entrance) know(open opened) (signin.Know, error) {
	if e.by == byClaims || open.Config == nil {
		return signin.ByClaims(e.issuer.URL, e.mapping), nil
	}
	return kube.Self(open.Config)
}

// open makes the gate of a server.
func (e *entrance) open(ctx context.Context, to *web.Options, open opened, g *gate, limits store.Limits, audience string) error {
	var know, token signin.Know
	if e.issuer.URL != "" {
		var err error
		if know, err = e.know(open); err != nil {
			return err
		}
	}
	if e.tokens {
		if g.reviewer == nil {
			return errors.New("cannot take tokens of a cluster: none is asked, but recordings or files")
		}
		token = g.token(audience)
	}
	porter, err := signin.New(ctx, signin.Options{
		Public: e.public, Issuer: e.issuer, Know: know, Token: token, Audience: audience, Allowed: g.allowed, Rights: g.rights, Store: to.Store,
		Terms: signin.Terms{
			Where: cmp.Or(to.Settings.Where, "the cluster"), Recorded: open.Config == nil, Model: to.Settings.Model,
			Conversations: limits.KeepConversation, Evidence: limits.KeepBundle, Audit: limits.KeepAudit,
		},
		Help: e.helped(), Idle: e.idle, Absolute: e.absolute, Log: to.Log,
	})
	if err != nil {
		return err
	}
	to.Gate, to.SignIn = porter.Gate, porter
	return nil
}

// helped is what somebody without a role is told.
func (e *entrance) helped() string {
	switch {
	case e.help != "":
		return e.help
	case len(e.users) > 0:
		return "Ask who runs this server to add you to one of these groups at the issuer: " + strings.Join(slices.Concat(e.users, e.admins), ", ") + "."
	}
	return "Ask who runs the cluster for a role that allows " + access.Using.String() + "."
}
