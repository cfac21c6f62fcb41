package main

import (
	"os"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/netwhy/netwhy/agent/web"
	"github.com/spf13/cobra"
)

func newMCP(s streams) *cobra.Command {
	cluster, listening, bridging := &cluster{}, &listening{}, &bridging{}
	var timeout time.Duration
	var suffixes []string
	command := &cobra.Command{
		Use:     "mcp",
		Short:   "Serve investigations and the read-only tools to an IDE over standard input and output",
		Long:    "Serve investigations and the read-only tools by the Model Context Protocol over standard input and output, or over HTTP on this machine. Standard input reads with the rights of your kubeconfig; over HTTP, everybody reads what their own permissions allow. See docs/mcp.md.",
		Example: `  claude mcp add netwhy -- netwhy mcp --context prod`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if bridging.server != "" {
				bridge, err := bridging.open(cluster.flags)
				if err != nil {
					return err
				}
				return bridge.Serve(c.Context(), os.Stdin, s.out)
			}
			chosen, registry, err := cluster.open(suffixes...)
			if err != nil {
				return err
			}
			desk := mcp.NewDesk(agent.Request{
				Namespace: chosen.Namespace, Context: chosen.Context, Registry: registry, Program: version, Now: time.Now, Timeout: timeout,
			}, &mcp.Shelf{})
			server, err := mcp.New(registry, desk, version)
			if err != nil {
				return err
			}
			if listening.address == "" {
				return mcp.Serve(c.Context(), server, os.Stdin, s.out, s.err)
			}
			listener, err := listening.open(c.Context())
			if err != nil {
				return err
			}
			defer listener.Close() //nolint:errcheck // the server has closed it unless there is none
			reached, err := listening.reached(c.Context(), chosen, listener.Addr().String())
			if err != nil {
				return err
			}
			handler, err := mcp.Handler(server, reached)
			if err != nil {
				return err
			}
			return answer(c.Context(), listener, web.Bounded(handler), s.err)
		},
	}
	cluster.bind(command.Flags())
	listening.bind(command.Flags())
	bridging.bind(command.Flags(), "bridge", "pass everything on to")
	command.MarkFlagsMutuallyExclusive("bridge", "listen")
	command.Flags().DurationVar(&timeout, "timeout", time.Minute, "end the gathering of an investigation after this time and report what was read")
	command.Flags().StringSliceVar(&suffixes, "dns-suffix", []string{"cluster.local"}, "domains whose names dns_lookup may ask for; a model could carry data out by any other")
	return command
}
