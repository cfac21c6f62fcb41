package main

import (
	"fmt"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/spf13/cobra"
)

func newReplay(s streams) *cobra.Command {
	output := &output{}
	command := &cobra.Command{
		Use:     "replay BUNDLE",
		Short:   "Judge recorded evidence again, without a cluster",
		Example: "  netwhy replay shop.zip\n  netwhy replay shop.zip -o html > report.html",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := output.check(); err != nil {
				return err
			}
			b, err := bundle.Open(args[0], catalog.Kinds())
			if err != nil {
				return err
			}
			return finish(s, output, "", b, agent.Replay(c.Context(), b))
		},
	}
	output.bind(command)
	return command
}

func newRerun(s streams) *cobra.Command {
	cluster, output, model := &cluster{}, &output{}, &model{}
	var save string
	var timeout time.Duration
	command := &cobra.Command{
		Use:   "rerun BUNDLE",
		Short: "Ask a recorded question again, and say what changed since",
		Example: `  netwhy rerun shop.zip
  netwhy rerun shop.zip --bundle shop-after.zip`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := output.check(); err != nil {
				return err
			}
			before, err := bundle.Open(args[0], catalog.Kinds())
			if err != nil {
				return err
			}
			b, r, err := investigate(c.Context(), c.Flags(), s, cluster, model, before.Plan.Question, before.Plan.Namespace, timeout)
			if err != nil {
				return err
			}
			if err := report.WriteDiff(s.err, report.Compare(agent.Judge(before), r)); err != nil {
				return fmt.Errorf("cannot print what changed: %w", err)
			}
			return finish(s, output, save, b, r)
		},
	}
	cluster.bind(command.Flags())
	output.bind(command)
	model.bind(command.Flags())
	command.Flags().StringVar(&save, "bundle", "", "also save the evidence to this file")
	command.Flags().DurationVar(&timeout, "timeout", time.Minute, "end the gathering after this time and report what was read")
	return command
}
