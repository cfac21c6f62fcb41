package main

import (
	"os"

	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/spf13/cobra"
)

func newMCP(s streams) *cobra.Command {
	cluster := &cluster{}
	var suffixes []string
	command := &cobra.Command{
		Use:     "mcp",
		Short:   "Serve the read-only tools to an IDE over standard input and output",
		Long:    "Serve the read-only tools by the Model Context Protocol over standard input and output, with the rights of your kubeconfig.",
		Example: `  claude mcp add netwhy -- netwhy mcp --context prod`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, registry, err := cluster.open(suffixes...)
			if err != nil {
				return err
			}
			server, err := mcp.New(registry, version)
			if err != nil {
				return err
			}
			return mcp.Serve(c.Context(), server, os.Stdin, s.out, s.err)
		},
	}
	cluster.bind(command.Flags())
	command.Flags().StringSliceVar(&suffixes, "dns-suffix", []string{"cluster.local"}, "domains whose names dns_lookup may ask for; a model could carry data out by any other")
	return command
}
