package main

import (
	"context"
	"net/http"
	"time"

	"github.com/netwhy/netwhy/agent/bearer"
	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/spf13/pflag"
)

// tokenMemory is how long a good token is let in without asking again.
const tokenMemory = time.Minute

// bearers are who is let in by a token.
type bearers struct {
	audience string
	issuer   bearer.Issuer
}

func (b *bearers) bind(set *pflag.FlagSet, when string) {
	set.StringVar(&b.audience, "token-audience", "", when+"let in who has a token of the cluster for this audience, by TokenReview")
	set.StringVar(&b.issuer.URL, "oidc-issuer", "", when+"let in who has an access token of this OpenID Connect issuer")
	b.bindScope(set)
	bindMapping(set, &b.issuer.Mapping)
}

// bindScope binds what access tokens are for.
func (b *bearers) bindScope(set *pflag.FlagSet) {
	set.StringVar(&b.issuer.Audience, "oidc-audience", "", "audience of the issuer's access tokens for MCP; the address of /mcp if empty")
	set.StringVar(&b.issuer.Scope, "oidc-scope", "netwhy", "scope that these must allow")
}

func bindMapping(set *pflag.FlagSet, m *bearer.Mapping) {
	set.StringVar(&m.UsernameClaim, "oidc-username-claim", "sub", "claim that names the cluster's user, as the API server's flag of that name")
	set.StringVar(&m.UsernamePrefix, "oidc-username-prefix", "", "what stands before it: the issuer and # if empty, nothing if -")
	set.StringVar(&m.GroupsClaim, "oidc-groups-claim", "groups", "claim that names the user's groups")
	set.StringVar(&m.GroupsPrefix, "oidc-groups-prefix", "", "what stands before each")
}

func (b *bearers) none() bool { return b.audience == "" && b.issuer.URL == "" }

// letIn is how MCP is reached as a resource, at hosts.
func (b *bearers) letIn(ctx context.Context, g *gate, resource string, hosts ...string) (mcp.HTTP, error) {
	h := mcp.HTTP{Hosts: hosts}
	var ways []bearer.Verify
	if b.audience != "" {
		ways = append(ways, bearer.Remembered(g.reviewer.Token(b.audience), tokenMemory, time.Now))
	}
	if issuer := b.issuer; issuer.URL != "" {
		if issuer.Audience == "" {
			issuer.Audience = resource
		}
		verify, err := issuer.Verify(ctx)
		if err != nil {
			return h, err
		}
		ways = append(ways, bearer.Remembered(verify, tokenMemory, time.Now))
		h.Metadata = &mcp.Metadata{Resource: resource, Issuers: []string{issuer.URL}, Scopes: []string{issuer.Scope}}
	}
	identify := bearer.Identify(ways...)
	h.Identify = func(r *http.Request) (tool.Caller, error) {
		user, err := identify(r)
		if err != nil {
			return tool.Caller{}, err
		}
		return g.caller(r.Context(), user)
	}
	return h, nil
}
