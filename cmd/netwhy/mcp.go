package main

import (
	"os"

	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/spf13/cobra"
)

func newMCP(s streams) *cobra.Command {
	cluster := &cluster{}
	command := &cobra.Command{
		Use:     "mcp",
		Short:   "Serve the read-only tools to an IDE over standard input and output",
		Long:    "Serve the read-only tools by the Model Context Protocol over standard input and output, with the rights of your kubeconfig.",
		Example: `  claude mcp add netwhy -- netwhy mcp --context prod`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, registry, err := cluster.open()
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
	return command
}
