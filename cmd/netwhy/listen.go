package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/netwhy/netwhy/agent/bearer"
	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/spf13/pflag"
)

// listening is how MCP is served over HTTP.
type listening struct {
	address  string
	audience string
	issuer   bearer.Issuer
}

// How long a good token is let in without asking again, and how long the last
// answers may take when the command ends.
const (
	tokenMemory = time.Minute
	lastAnswers = 5 * time.Second
)

func (l *listening) bind(set *pflag.FlagSet) {
	set.StringVar(&l.address, "listen", "", "serve over HTTP at this loopback address, as 127.0.0.1:PORT, in place of standard input and output")
	set.StringVar(&l.audience, "token-audience", "", "with --listen: let in who has a token of the cluster for this audience, by TokenReview")
	set.StringVar(&l.issuer.URL, "oidc-issuer", "", "with --listen: let in who has an access token of this OpenID Connect issuer")
	set.StringVar(&l.issuer.Audience, "oidc-audience", "", "audience of the issuer's tokens; the address of the server if empty")
	set.StringVar(&l.issuer.Scope, "oidc-scope", "netwhy", "scope that the issuer's tokens must allow")
}

// open opens the address. Everybody who is let in reads with the rights of one
// kubeconfig, and no tool asks yet what they may see by their own: so it is
// for one's own machine only.
func (l *listening) open(ctx context.Context) (net.Listener, error) {
	at, err := netip.ParseAddrPort(l.address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen at %q: want an address as 127.0.0.1:PORT", l.address)
	}
	if !at.Addr().IsLoopback() {
		return nil, fmt.Errorf("cannot listen at %s: callers would all have the rights of your kubeconfig; want a loopback address", at)
	}
	if l.audience == "" && l.issuer.URL == "" {
		return nil, errors.New("cannot serve nobody: want --token-audience, --oidc-issuer or both")
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", at.String())
	if err != nil {
		return nil, fmt.Errorf("cannot listen: %w", err)
	}
	return listener, nil
}

// reached is who is let in at an address.
func (l *listening) reached(ctx context.Context, chosen kube.Chosen, host string) (mcp.HTTP, error) {
	h := mcp.HTTP{Hosts: []string{host}}
	var ways []bearer.Verify
	if l.audience != "" {
		reviewer, err := kube.NewReviewer(chosen.Config, l.audience)
		if err != nil {
			return h, err
		}
		ways = append(ways, bearer.Remembered(bearer.As("cluster", reviewer.Review), tokenMemory, time.Now))
	}
	if issuer := l.issuer; issuer.URL != "" {
		resource := "http://" + host + "/mcp"
		if issuer.Audience == "" {
			issuer.Audience = resource
		}
		verify, err := issuer.Verify(ctx)
		if err != nil {
			return h, err
		}
		ways = append(ways, bearer.Remembered(bearer.As("oidc", verify), tokenMemory, time.Now))
		h.Metadata = &mcp.Metadata{Resource: resource, Issuers: []string{issuer.URL}, Scopes: []string{issuer.Scope}}
	}
	h.Identify = bearer.Identify(ways...)
	return h, nil
}

// answer serves until the context ends.
func answer(ctx context.Context, listener net.Listener, handler http.Handler, told io.Writer) error {
	// No limit on writing: progress is streamed for as long as an investigation takes.
	web := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, BaseContext: func(net.Listener) context.Context { return ctx },
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastAnswers)
		defer cancel()
		stopped <- web.Shutdown(end)
	}()
	_, _ = fmt.Fprintf(told, "serving MCP at http://%s/mcp\n", listener.Addr())
	if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("cannot serve MCP: %w", err)
	}
	return <-stopped
}
