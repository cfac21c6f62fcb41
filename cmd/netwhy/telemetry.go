package main

import (
	"fmt"

	"github.com/netwhy/netwhy/agent/telemetry/exporter"
	"github.com/netwhy/netwhy/checks"
	"github.com/spf13/cobra"
)

// exporting are commands whose traces and metrics go where the environment wants
// them. What cannot be exported is said, and changes nothing else.
func exporting(s streams, commands ...*cobra.Command) []*cobra.Command {
	say := func(err error) {
		if err != nil {
			fmt.Fprintln(s.err, "netwhy: "+checks.Clean(err.Error(), 400))
		}
	}
	for _, c := range commands {
		run := c.RunE
		c.RunE = func(c *cobra.Command, args []string) error {
			e, err := exporter.Start(c.Context(), exporter.Options{Version: version, Console: s.err})
			say(err)
			defer func() { say(e.Close()) }()
			return run(c, args)
		}
	}
	return commands
}
