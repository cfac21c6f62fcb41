package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/spf13/cobra"
)

func newDiff(s streams) *cobra.Command {
	return &cobra.Command{
		Use:     "diff BEFORE AFTER",
		Short:   "Say what changed between two reports or bundles",
		Long:    "Say what changed between two reports (-o json) or bundles. The exit code is 0 if nothing changed and 1 if something did.",
		Example: "  netwhy diff before.zip after.zip\n  netwhy diff monday.json tuesday.json",
		Args:    cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			before, err := load(args[0])
			if err != nil {
				return err
			}
			after, err := load(args[1])
			if err != nil {
				return err
			}
			delta := report.Compare(before, after)
			if err := report.WriteDiff(s.out, delta); err != nil {
				return err
			}
			if !delta.Same() {
				return exit(1)
			}
			return nil
		},
	}
}

// load reads a report, or a bundle and judges it.
func load(name string) (*report.Report, error) {
	if strings.HasSuffix(name, ".zip") {
		b, err := bundle.Open(name, catalog.Kinds())
		if err != nil {
			return nil, err
		}
		return agent.Judge(b), nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("cannot read report: %w", err)
	}
	var r report.Report
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("cannot read report %s: %w", name, err)
	}
	if r.Schema != report.Schema {
		return nil, fmt.Errorf("cannot read report %s: its schema is %q, not %s; was it made by -o json?", name, r.Schema, report.Schema)
	}
	return &r, nil
}
