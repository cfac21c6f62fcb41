package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Issuer is an OpenID Connect issuer, and what this program is to it.
type Issuer struct {
	URL      string
	ClientID string
	Scopes   []string // beside openid
	// Without a secret or an assertion, the client is a public one.
	SecretFile string
	// AssertionFile has a JWT by which the client says who it is (RFC 7523), as
	// AKS workload identity writes it.
	AssertionFile string
	// AccessToken hands the access token to Know, in place of the ID token.
	AccessToken bool
}

// issuer is one that told how it is spoken to.
type issuer struct {
	Issuer
	client   *http.Client
	back     string
	provider *oidc.Provider
	verifier *oidc.IDTokenVerifier
	told     struct {
		Methods   []string `json:"token_endpoint_auth_methods_supported"`
		NamesIt   bool     `json:"authorization_response_iss_parameter_supported"`
		EndsThere string   `json:"end_session_endpoint"`
	}
}

func (i Issuer) open(ctx context.Context, client *http.Client, back string) (*issuer, error) {
	if _, err := address("the issuer's address", i.URL); err != nil {
		return nil, err
	}
	if i.ClientID == "" {
		return nil, errors.New("cannot sign anybody in: the issuer knows this program by a client ID, which is missing")
	}
	if _, _, err := i.proof(); err != nil {
		return nil, err
	}
	o := &issuer{Issuer: i, client: client, back: back}
	var err error
	if o.provider, err = oidc.NewProvider(oidc.ClientContext(ctx, client), i.URL); err != nil {
		return nil, fmt.Errorf("cannot ask the issuer of sign-ins how it is spoken to: %w", err)
	}
	if err := o.provider.Claims(&o.told); err != nil {
		return nil, fmt.Errorf("cannot read what the issuer of sign-ins tells of itself: %w", err)
	}
	if _, err := address("the issuer's page to end a session", o.told.EndsThere); err != nil {
		o.told.EndsThere = ""
	}
	// Keys are fetched for as long as the program runs.
	o.verifier = o.provider.VerifierContext(oidc.ClientContext(context.WithoutCancel(ctx), client), &oidc.Config{ClientID: i.ClientID})
	return o, nil
}

// leads is the address at which the issuer asks who somebody is.
func (i *issuer) leads(a attempt, anew bool) string {
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)}
	if anew {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	c := oauth2.Config{ClientID: i.ClientID, Endpoint: i.provider.Endpoint(), RedirectURL: i.back, Scopes: append([]string{oidc.ScopeOpenID}, i.Scopes...)}
	return c.AuthCodeURL(a.State, options...)
}

// redeem exchanges a code for the token that Know is to be given.
func (i *issuer) redeem(ctx context.Context, code string, a attempt) (token string, err error) {
	secret, options, err := i.proof()
	if err != nil {
		return "", err
	}
	c := oauth2.Config{ClientID: i.ClientID, ClientSecret: secret, Endpoint: i.provider.Endpoint(), RedirectURL: i.back}
	// Without a choice the library would try both ways, and burn the code.
	c.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	if secret != "" && (len(i.told.Methods) == 0 || slices.Contains(i.told.Methods, "client_secret_basic")) {
		c.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
	}
	ctx = oidc.ClientContext(ctx, i.client)
	got, err := c.Exchange(ctx, code, append(options, oauth2.VerifierOption(a.Verifier))...)
	if err != nil {
		return "", fmt.Errorf("cannot exchange the code: %w", spoken(err))
	}
	raw, _ := got.Extra("id_token").(string)
	id, err := i.verifier.Verify(ctx, raw)
	if err != nil {
		return "", fmt.Errorf("cannot verify the ID token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(a.Nonce)) != 1 {
		return "", errors.New("the ID token is of another sign-in: its nonce is not ours")
	}
	var claims struct {
		Party string `json:"azp"`
	}
	if err := id.Claims(&claims); err != nil {
		return "", fmt.Errorf("cannot read the ID token: %w", err)
	}
	if claims.Party != "" && claims.Party != i.ClientID || claims.Party == "" && len(id.Audience) > 1 {
		return "", errors.New("the ID token was issued to another program")
	}
	if id.Subject == "" {
		return "", errors.New("the ID token is of nobody")
	}
	if !i.AccessToken {
		return raw, nil
	}
	if got.AccessToken == "" {
		return "", errors.New("the issuer gave no access token")
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(got.AccessToken); err != nil {
			return "", fmt.Errorf("the access token is not that of the ID token: %w", err)
		}
	}
	return got.AccessToken, nil
}

// spoken is an error without the issuer's whole answer, which may quote a code.
func spoken(err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return fmt.Errorf("the issuer answers %d %q %q", refused.Response.StatusCode, refused.ErrorCode, refused.ErrorDescription)
	}
	return err
}
