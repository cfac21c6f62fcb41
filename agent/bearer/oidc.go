package bearer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/netwhy/netwhy/agent/access"
)

// Issuer is an OpenID Connect issuer of access tokens.
type Issuer struct {
	URL      string
	Audience string // what its tokens for this server are for
	Scope    string // what they must allow; tokens of a login allow nothing
	Mapping
}

// Verify finds out how the issuer signs, and gives what verifies its tokens.
func (i Issuer) Verify(ctx context.Context) (Verify, error) {
	if i.Audience == "" || i.Scope == "" {
		return nil, errors.New("cannot trust an issuer's every token: name an audience and a scope")
	}
	if err := private(i.URL); err != nil {
		return nil, err
	}
	// The client fetches keys for as long as the program runs.
	client := &http.Client{Timeout: 10 * time.Second}
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, client), i.URL)
	if err != nil {
		return nil, fmt.Errorf("cannot ask the issuer of tokens how it signs: %w", err)
	}
	verifier := provider.VerifierContext(oidc.ClientContext(context.WithoutCancel(ctx), client), &oidc.Config{ClientID: i.Audience})
	return func(ctx context.Context, token string) (access.User, error) {
		verified, err := verifier.Verify(ctx, token)
		if err != nil {
			return access.User{}, fmt.Errorf("cannot verify the token: %w", err)
		}
		var claims struct {
			Scope words `json:"scope"`
			Scp   words `json:"scp"` // Entra ID's and Okta's
		}
		if err := verified.Claims(&claims); err != nil {
			return access.User{}, fmt.Errorf("cannot read the token's claims: %w", err)
		}
		if !slices.Contains(claims.Scope, i.Scope) && !slices.Contains(claims.Scp, i.Scope) {
			return access.User{}, fmt.Errorf("the token does not allow %q", i.Scope)
		}
		return i.User(i.URL, verified.Claims)
	}, nil
}

// private refuses an issuer whose keys could be exchanged on the way.
func private(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return fmt.Errorf("cannot read the issuer's address %q", address)
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "https" || u.Scheme == "http" && ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("cannot trust the issuer %s: want https", u.Redacted())
}

// words are written as one string, or as a list.
type words []string

func (w *words) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*w = strings.Fields(one)
		return nil
	}
	return json.Unmarshal(data, (*[]string)(w))
}
