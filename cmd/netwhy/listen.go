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

	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/spf13/pflag"
)

// listening is how MCP is served over HTTP.
type listening struct {
	address string
	bearers bearers
}

// lastAnswers is how long these may take when the command ends.
const lastAnswers = 5 * time.Second

func (l *listening) bind(set *pflag.FlagSet) {
	set.StringVar(&l.address, "listen", "", "serve over HTTP at this loopback address, as 127.0.0.1:PORT, in place of standard input and output")
	l.bearers.bind(set, "with --listen: ")
}

// open opens the address. Tokens would pass a network in the clear, so it is for
// one's own machine only.
func (l *listening) open(ctx context.Context) (net.Listener, error) {
	at, err := netip.ParseAddrPort(l.address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen at %q: want an address as 127.0.0.1:PORT", l.address)
	}
	if !at.Addr().IsLoopback() {
		return nil, fmt.Errorf("cannot listen at %s: tokens would be sent there in the clear; want a loopback address", at)
	}
	if l.bearers.none() {
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
	gate, err := newGate(chosen)
	if err != nil {
		return mcp.HTTP{}, err
	}
	return l.bearers.letIn(ctx, gate, "http://"+host+"/mcp", host)
}

// answer serves until the context ends. Progress is streamed for as long as an
// investigation takes, so nothing bounds how long an answer is written.
func answer(ctx context.Context, listener net.Listener, web *http.Server, told io.Writer) error {
	web.BaseContext = func(net.Listener) context.Context { return ctx }
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
