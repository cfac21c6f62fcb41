package main

import (
	"context"
	"net/http"
	"time"

	"github.com/netwhy/netwhy/agent/access"
	"github.com/netwhy/netwhy/agent/bearer"
	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/spf13/pflag"
)

// tokenMemory is how long a good token is let in without asking again.
const tokenMemory = time.Minute

// gate asks the cluster who somebody is, and what they may.
type gate struct {
	reviewer *kube.Reviewer
	checker  *access.Checker
}

func newGate(chosen kube.Chosen) (*gate, error) {
	reviewer, err := kube.NewReviewer(chosen.Config)
	if err != nil {
		return nil, err
	}
	return &gate{reviewer, access.New(reviewer.Access, time.Now)}, nil
}

// caller is a user with their rights. Who may not ask at all is nobody.
func (g *gate) caller(ctx context.Context, u access.User) (tool.Caller, error) {
	rights, err := g.checker.Of(u)
	if err != nil {
		return tool.Caller{}, err
	}
	if err := rights.May(ctx, access.Using); err != nil {
		return tool.Caller{}, err
	}
	return tool.Caller{Name: u.Name, Rights: rights}, nil
}

// bearers are who is let in by a token.
type bearers struct {
	audience string
	issuer   bearer.Issuer
}

func (b *bearers) bind(set *pflag.FlagSet, when string) {
	set.StringVar(&b.audience, "token-audience", "", when+"let in who has a token of the cluster for this audience, by TokenReview")
	set.StringVar(&b.issuer.URL, "oidc-issuer", "", when+"let in who has an access token of this OpenID Connect issuer")
	set.StringVar(&b.issuer.Audience, "oidc-audience", "", "audience of the issuer's tokens; the address of the server if empty")
	set.StringVar(&b.issuer.Scope, "oidc-scope", "netwhy", "scope that the issuer's tokens must allow")
	set.StringVar(&b.issuer.UsernameClaim, "oidc-username-claim", "sub", "claim that names the cluster's user, as the API server's flag of that name")
	set.StringVar(&b.issuer.UsernamePrefix, "oidc-username-prefix", "", "what stands before it: the issuer and # if empty, nothing if -")
	set.StringVar(&b.issuer.GroupsClaim, "oidc-groups-claim", "", "claim that names the user's groups")
	set.StringVar(&b.issuer.GroupsPrefix, "oidc-groups-prefix", "", "what stands before each")
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
