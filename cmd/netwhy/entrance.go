package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/agent/signin"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/web"
	"github.com/spf13/pflag"
)

// entrance is what the flags say of who is let in.
type entrance struct {
	public, help   string
	issuer         signin.Issuer
	name, groups   string
	users, admins  []string
	idle, absolute time.Duration
	cert, key      string
}

func (e *entrance) bind(set *pflag.FlagSet) {
	set.StringVar(&e.public, "public-url", "", "the address at which browsers reach this server, as https://netwhy.example; the issuer must know it with "+signin.Callback+" behind it")
	set.StringVar(&e.issuer.URL, "oidc-issuer", "", "sign people in by this OpenID Connect issuer; for Entra ID https://login.microsoftonline.com/TENANT/v2.0")
	set.StringVar(&e.issuer.ClientID, "oidc-client-id", "", "this program's client ID there")
	set.StringVar(&e.issuer.SecretFile, "oidc-client-secret-file", "", "file with the client secret; without this and an assertion, the client is a public one")
	set.StringVar(&e.issuer.AssertionFile, "oidc-client-assertion-file", "", "file with a JWT in place of a secret, as AKS workload identity writes it; read anew at each sign-in")
	set.StringSliceVar(&e.issuer.Scopes, "oidc-scopes", []string{"profile"}, "what the issuer is asked for, beside openid")
	set.StringVar(&e.name, "oidc-username-claim", "sub", "claim of the ID token that names a user")
	set.StringVar(&e.groups, "oidc-groups-claim", "groups", "claim of the ID token with the user's groups")
	set.StringSliceVar(&e.users, "user-groups", nil, "groups whose members may ask; * is everybody whom the issuer knows")
	set.StringSliceVar(&e.admins, "admin-groups", nil, "groups whose members may ask, and watch over the server")
	set.StringVar(&e.help, "access-help", "", "what somebody without a role is told: whom to ask, and for what")
	set.DurationVar(&e.idle, "session-idle", time.Hour, "end a session that was not used for so long")
	set.DurationVar(&e.absolute, "session-absolute", 12*time.Hour, "end every session after this time")
	set.StringVar(&e.cert, "tls-cert", "", "file with the certificate to serve https with; where a proxy does that, leave it out")
	set.StringVar(&e.key, "tls-key", "", "file with its key")
}

// on reports whether people sign in. Half of what that needs is an error, since
// it would otherwise be found out by everybody being let in.
func (e *entrance) on(set *pflag.FlagSet) (bool, error) {
	if (e.cert == "") != (e.key == "") {
		return false, errors.New("cannot serve https: want both --tls-cert and --tls-key")
	}
	if e.issuer.URL == "" {
		for _, flag := range []string{"public-url", "oidc-client-id", "oidc-client-secret-file", "oidc-client-assertion-file", "oidc-scopes", "oidc-username-claim", "oidc-groups-claim",
			"user-groups", "admin-groups", "access-help", "session-idle", "session-absolute"} {
			if set.Changed(flag) {
				return false, fmt.Errorf("cannot use --%s without sign-in: want --oidc-issuer too", flag)
			}
		}
		return false, nil
	}
	switch {
	case e.public == "":
		return false, errors.New("cannot sign anybody in: want --public-url, the address at which browsers reach this server")
	case e.issuer.ClientID == "":
		return false, errors.New("cannot sign anybody in: want --oidc-client-id, by which the issuer knows this program")
	case len(e.users)+len(e.admins) == 0:
		return false, errors.New("cannot sign anybody in: want --user-groups, --admin-groups or both; --user-groups '*' is everybody whom the issuer knows")
	case e.cert != "" && strings.HasPrefix(e.public, "http://"):
		return false, errors.New("cannot serve https at an http address: want https in --public-url, or no --tls-cert")
	}
	return true, nil
}

// open makes the gate of a server.
func (e *entrance) open(ctx context.Context, to *web.Options, limits store.Limits) error {
	help := cmp.Or(e.help, "Ask who runs this server to add you to one of these groups at the issuer: "+strings.Join(slices.Concat(e.users, e.admins), ", ")+".")
	porter, err := signin.New(ctx, signin.Options{
		Public: e.public, Issuer: e.issuer, Know: signin.ByClaims(e.name, e.groups), Allowed: signin.ByGroups(e.users, e.admins), Store: to.Store,
		Terms: signin.Terms{
			Where: to.Settings.Where, Recorded: true, Model: to.Settings.Model,
			Conversations: limits.KeepConversation, Evidence: limits.KeepBundle, Audit: limits.KeepAudit,
		},
		Help: help, Idle: e.idle, Absolute: e.absolute, Log: to.Log,
	})
	if err != nil {
		return err
	}
	to.Gate, to.SignIn = porter.Gate, porter
	return nil
}
