package main

import (
	"github.com/netwhy/netwhy/agent/mcp"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/spf13/cobra"
)

// ask puts a question to the server.
func (b *bridging) ask(c *cobra.Command, s streams, flags *kube.Flags, question string) (*report.Report, error) {
	bridge, err := b.open(flags)
	if err != nil {
		return nil, err
	}
	progress := newProgress(s.err)
	defer progress.stop()
	namespace, _ := c.Flags().GetString("namespace") // empty where the flag is not given
	there := mcp.Distant{Bridge: bridge, Version: version, Told: func(step string) { progress.step(step, 0, 0) }}
	return there.Ask(c.Context(), question, namespace)
}
