package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/spf13/cobra"
)

func newAsk(s streams) *cobra.Command {
	cluster, output := &cluster{}, &output{}
	var save string
	var timeout time.Duration
	command := &cobra.Command{
		Use:   "ask QUESTION",
		Short: "Ask in plain words why something cannot be reached",
		Example: `  netwhy ask "pods in shop cannot reach payments"
  netwhy ask -n shop "checkout gets connection refused from payments:8080"
  netwhy ask "DNS is broken" --context prod -o md
  netwhy ask "is the network of shop healthy?" --bundle shop.zip -o junit`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("cannot ask nothing: say in plain words what fails, such as \"pods in shop cannot reach payments\"")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := output.check(); err != nil {
				return err
			}
			b, r, err := investigate(c.Context(), s, cluster, strings.Join(args, " "), "", timeout)
			if err != nil {
				return err
			}
			return finish(s, output, save, b, r)
		},
	}
	cluster.bind(command.Flags())
	output.bind(command)
	command.Flags().StringVar(&save, "bundle", "", "also save the evidence to this file, for replay")
	command.Flags().DurationVar(&timeout, "timeout", time.Minute, "end the gathering after this time and report what was read")
	return command
}

// investigate asks a question of the chosen cluster.
func investigate(ctx context.Context, s streams, cluster *cluster, question, namespace string, timeout time.Duration) (*bundle.Bundle, *report.Report, error) {
	chosen, registry, err := cluster.open()
	if err != nil {
		return nil, nil, err
	}
	if namespace == "" {
		namespace = chosen.Namespace
	}
	bounded, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	progress := newProgress(s.err)
	defer progress.stop()
	b, r, err := agent.Investigate(bounded, agent.Request{
		Question: question, Namespace: namespace, Context: chosen.Context, Registry: registry,
		Caller: caller("cli"), Program: version, Now: time.Now, Progress: progress.step,
	})
	var declined *agent.Declined
	if errors.As(err, &declined) {
		return nil, nil, errors.New(declined.Sentence)
	}
	return b, r, err
}

// finish saves the bundle, prints the report and turns its status into an
// exit code.
func finish(s streams, o *output, save string, b *bundle.Bundle, r *report.Report) error {
	if save != "" {
		if err := b.Save(save); err != nil {
			return err
		}
		fmt.Fprintf(s.err, "evidence saved to %s; \"netwhy replay %s\" judges it again\n", save, save)
	}
	if err := o.write(s.out, r); err != nil {
		return err
	}
	if code := r.ExitCode(); code != 0 {
		return exit(code)
	}
	return nil
}
