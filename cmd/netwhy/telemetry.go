package main

import (
	"context"
	"fmt"

	"github.com/netwhy/netwhy/agent/telemetry/exporter"
	"github.com/netwhy/netwhy/checks"
	"github.com/spf13/cobra"
)

// exported is what goes where the environment wants it. What cannot be exported
// is said, and changes nothing else.
type exported struct {
	*exporter.Exporter
	say func(error)
}

func export(ctx context.Context, s streams, o exporter.Options) exported {
	say := func(err error) {
		if err != nil {
			fmt.Fprintln(s.err, "netwhy: "+checks.Clean(err.Error(), 400))
		}
	}
	e, err := exporter.Start(ctx, o)
	say(err)
	return exported{e, say}
}

func (e exported) end() { e.say(e.Close()) }

// exporting are commands whose traces and metrics are exported.
func exporting(s streams, commands ...*cobra.Command) []*cobra.Command {
	for _, c := range commands {
		run := c.RunE
		c.RunE = func(c *cobra.Command, args []string) error {
			e := export(c.Context(), s, exporter.Options{Version: version, Console: s.err})
			defer e.end()
			return run(c, args)
		}
	}
	return commands
}
