package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/queue"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/telemetry/exporter"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/agent/web"
	"github.com/netwhy/netwhy/agent/web/playback"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// serve is what the flags of "netwhy serve" say.
type serve struct {
	cluster cluster
	model   model
	keeping keeping
	in      entrance
	tokens  tokens
	listen  string
	secure  string // where https is listened for beside it
	logs    string
	demo    bool
	pace    time.Duration
	timeout time.Duration
	share   time.Duration
	sharing *agent.Sharing
}

func newServe(s streams) *cobra.Command {
	o := &serve{}
	command := &cobra.Command{
		Use:   "serve",
		Short: "Serve the chat to browsers",
		Long: `Serve the chat to browsers: of this machine, or of whoever signs in.

Without sign-in it listens on loopback addresses only, and whoever can reach
these may ask with the rights of your kubeconfig. With --oidc-issuer people sign
in and see what their own permissions allow, and an IDE with a token may call
/mcp; see docs/signin.md. Conversations, reports, their evidence and who asked
what are kept in a file of yours, or in PostgreSQL; its password belongs into
PGPASSWORD or a PGPASSFILE.

/healthz, /readyz and /metrics are for who watches over it.

With --demo, recorded clusters answer: no cluster and no model is asked, and
what is asked is kept in memory and ends with the process.`,
		Example: `  netwhy serve --demo
  netwhy serve --context prod --store prod.db --keep-evidence 7d
  netwhy serve --sysdump cilium-sysdump-20260102-030405.zip`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			signIn, err := o.in.on(c.Flags())
			if err != nil {
				return err
			}
			options, open, err := o.options(c.Flags())
			if err != nil {
				return err
			}
			if options.Log, err = logger(o.logs, s.err); err != nil {
				return err
			}
			if options.Store, err = o.keeping.open(c.Context(), o.demo, options.Log); err != nil {
				return err
			}
			if signIn {
				if err := o.letIn(c.Context(), &options, open); err != nil {
					return errors.Join(err, options.Store.Close())
				}
			}
			measured := export(c.Context(), s, exporter.Options{Version: version, Console: s.err, Scraped: true})
			options.Metrics = measured.Handler()
			err = o.run(c.Context(), s, options)
			measured.end()
			return errors.Join(err, options.Store.Close())
		},
	}
	o.cluster.bind(command.Flags())
	o.cluster.files.bind(command)
	o.model.bind(command.Flags())
	o.keeping.bind(command.Flags())
	o.in.bind(command.Flags())
	o.tokens.bind(command.Flags())
	command.Flags().StringVar(&o.listen, "listen", "127.0.0.1:8080", "address and port to listen on, without sign-in one of loopback; port 0 is any that is free")
	command.Flags().StringVar(&o.secure, "listen-tls", "", "address and port to listen on for https, beside --listen, which is of loopback then; /mcp answers there at the names in --tls-cert")
	command.Flags().StringVar(&o.logs, "log-format", "text", "how the log is written: text or json")
	command.Flags().BoolVar(&o.demo, "demo", false, "answer from recorded clusters")
	command.Flags().DurationVar(&o.pace, "demo-pace", 150*time.Millisecond, "time between two steps of a recorded investigation")
	command.Flags().DurationVar(&o.timeout, "timeout", time.Minute, "end the gathering after this time and report what was read")
	command.Flags().DurationVar(&o.share, "share", 5*time.Second, "take what was read for another user this short a while before; 0 reads all anew. The report says so, and who asks again gets nothing from before")
	return command
}

// logger writes lines of either format.
func logger(format string, out io.Writer) (*slog.Logger, error) {
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(out, nil)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(out, nil)), nil
	}
	return nil, fmt.Errorf("cannot write the log as %q: want text or json", format)
}

// options are those of the server: recordings, or the cluster that the flags choose.
func (o *serve) options(set *pflag.FlagSet) (options web.Options, open opened, err error) {
	options.Gate = web.OnLoopback(caller("web").Name)
	options.Queue = queue.New(queue.Places, queue.Wide)
	options.Settings.Version = version
	if o.demo {
		bundles, err := allRecordings()
		if err != nil {
			return options, open, err
		}
		player := playback.New(bundles, o.pace)
		options.Investigate = player.Investigate
		options.Settings.Demo, options.Settings.Where, options.Settings.Examples = true, "recorded clusters", player.Questions()
		return options, open, nil
	}
	if o.share > 0 {
		o.sharing = &agent.Sharing{For: o.share}
	}
	if open, err = o.cluster.either(set); err != nil {
		return options, open, err
	}
	if options.Model, err = o.model.open(set); err != nil {
		return options, open, err
	}
	if options.Model != nil {
		options.Settings.Model = options.Model.Name
	}
	options.Settings.Where = open.Context
	if open.files != "" {
		options.Settings.Where = open.files
	}
	options.Settings.Examples = []string{"is the network of the cluster healthy?", "DNS is broken"}
	options.Targets = func(ctx context.Context, who web.Caller, namespace string, read func(tool.Event)) ([]string, error) {
		asks := tool.Caller{Name: who.Name, Face: "web", Rights: who.Rights}
		ctx, cancel := context.WithTimeout(ctx, o.timeout)
		defer cancel()
		return agent.Targets(ctx, open.registry.Audited(read), asks, namespace)
	}
	options.Investigate = func(ctx context.Context, q web.Question) (*bundle.Bundle, *report.Report, error) {
		namespace := q.Namespace
		if namespace == "" {
			namespace = open.Namespace
		}
		asks := tool.Caller{Name: q.Caller.Name, Face: "web", Rights: q.Caller.Rights}
		return agent.Investigate(ctx, agent.Request{
			Question: q.Text, Namespace: namespace, Context: open.Context, Registry: open.registry.Audited(q.Read), Caller: asks,
			Program: version, Now: open.now, Files: open.files, Progress: q.Step, Widen: q.Widen, Timeout: o.timeout, Model: q.Model, Sharing: o.sharing,
		})
	}
	return options, open, nil
}

// letIn adds the sign-in, and MCP for who has a token.
func (o *serve) letIn(ctx context.Context, options *web.Options, open opened) error {
	g, err := o.in.gate(open)
	if err != nil {
		return err
	}
	if err := o.in.open(ctx, options, open, g, o.keeping.limits, o.tokens.audience); err != nil {
		return err
	}
	if !o.demo {
		options.MCP, err = o.mcp(ctx, options, open, g)
	}
	return err
}

// run serves until the context ends, and then lets investigations end.
func (o *serve) run(ctx context.Context, s streams, options web.Options) error {
	server, err := web.New(options)
	if err != nil {
		return err
	}
	listeners, at, err := o.doors(ctx, options.SignIn != nil)
	if err != nil {
		return err
	}
	over := web.Bounded(server)
	ended := make(chan error, len(listeners))
	for _, l := range listeners {
		go func() { ended <- over.Serve(l) }()
	}
	fmt.Fprintf(s.err, "netwhy: open %s in a browser; Ctrl-C ends\n", cmp.Or(o.in.public, at))
	select {
	case err = <-ended:
	case <-ctx.Done():
		server.Stop()
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if over.Shutdown(closing) != nil { // a stream is still open
			err = over.Close()
		}
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
