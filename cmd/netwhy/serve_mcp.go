package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/archive"
	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/agent/web"
	"github.com/netwhy/netwhy/nodeprobe/certificate"
	"github.com/spf13/pflag"
)

// tokens are who may call /mcp.
type tokens struct {
	bearers
	suffixes []string
}

func (t *tokens) bind(set *pflag.FlagSet) {
	set.StringVar(&t.audience, "token-audience", "", "also let in to /mcp who has a token of the cluster for this audience, by TokenReview")
	t.bindScope(set)
	set.StringSliceVar(&t.suffixes, "dns-suffix", []string{"cluster.local"}, "domains whose names may be asked for over /mcp; a model could carry data out by any other")
}

// mcp is the handler of /mcp: for who has a token, with their own rights.
func (o *serve) mcp(ctx context.Context, options *web.Options, open opened, g *gate) (http.Handler, error) {
	registry := open.registry
	if open.Config != nil {
		var err error
		if _, registry, err = o.cluster.open(o.tokens.suffixes...); err != nil {
			return nil, err
		}
	}
	registry = registry.Audited(audited(context.WithoutCancel(ctx), options))
	desk := mcp.NewDesk(agent.Request{
		Namespace: open.Namespace, Context: open.Context, Registry: registry, Program: version, Now: open.now, Files: open.files, Timeout: o.timeout, Sharing: o.sharing,
	}, mcp.Archive{Store: options.Store})
	desk.Queue = options.Queue
	desk.Asked = func(ctx context.Context, caller tool.Caller, question string) error {
		return options.Store.Audit(ctx, store.Entry{Actor: caller.Name, Face: caller.Face, Action: "ask", Asked: question})
	}
	server, err := mcp.New(registry, desk, version)
	if err != nil {
		return nil, err
	}
	t := o.tokens.bearers
	t.issuer.URL, t.issuer.Mapping = o.in.issuer.URL, o.in.mapping
	at, err := url.Parse(o.in.public)
	if err != nil {
		return nil, err // which the sign-in has read before
	}
	hosts := []string{at.Host}
	if o.secure != "" {
		names, err := certificate.Files{Certificate: o.in.cert, Key: o.in.key}.Names()
		if err != nil {
			return nil, err
		}
		hosts = append(hosts, names...)
	}
	reached, err := t.letIn(ctx, g, strings.TrimSuffix(o.in.public, "/")+"/mcp", hosts...)
	if err != nil {
		return nil, err
	}
	return mcp.Handler(server, reached)
}

// audited writes down each reading for an IDE.
func audited(ctx context.Context, options *web.Options) func(tool.Event) {
	return func(e tool.Event) {
		if err := options.Store.Audit(ctx, store.Entry{Actor: e.Caller.Name, Face: e.Caller.Face, Action: "read", Reads: []store.Read{archive.Read(e)}}); err != nil {
			options.Log.Error("cannot write to the audit log", "error", err)
		}
	}
}
