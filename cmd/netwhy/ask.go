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
	"github.com/spf13/pflag"
)

func newAsk(s streams) *cobra.Command {
	cluster, output, model, distant := &cluster{}, &output{}, &model{}, &bridging{}
	var save string
	var zero, steps bool
	var timeout time.Duration
	command := &cobra.Command{
		Use:   "ask QUESTION",
		Short: "Ask in plain words why something cannot be reached",
		Example: `  netwhy ask "pods in shop cannot reach payments"
  netwhy ask -n shop "checkout gets connection refused from payments:8080"
  netwhy ask "DNS is broken" --context prod -o md
  netwhy ask "is the network of shop healthy?" --bundle shop.zip -o junit
  netwhy ask "pods in shop cannot reach payments" --sysdump cilium-sysdump-20260102-030405.zip
  netwhy ask "pods in shop cannot reach payments" --objects objects/ --flows flows.jsonl
  netwhy ask "pods in shop cannot reach payments" --at https://netwhy.example/mcp --user-token`,
		Long: `Ask in plain words why something cannot be reached.

With --model, a language model explains the report; status, causes and commands
are the same without it. See docs/model.md for what it is sent.

With --at, the netwhy that is installed there is asked: it reads its cluster by
what you may read, and its own node probes and relay.

With --sysdump, --objects or --flows, files are asked in place of a cluster.
What they do not hold is told as a gap. Of objects, a list counts as whole
  in all namespaces  if it spans several, or its file is named like
                     networkpolicies.all.yaml
  in one namespace   if it holds no other, or its file is named like
                     networkpolicies.shop.yaml
and an empty list only by the name of its file. Save them unfiltered:
  for r in nodes namespaces pods services endpointslices networkpolicies; do
    kubectl get $r -A -o yaml > objects/$r.all.yaml; done
  kubectl api-versions > objects/api-versions.txt    # proves what is not installed`,
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
			if distant.server != "" {
				r, err := distant.ask(c, s, cluster.flags, strings.Join(args, " "))
				if err != nil {
					return err
				}
				return answered(finish(s, output, "", nil, r), zero)
			}
			s.steps = steps
			room()
			b, r, err := investigate(c.Context(), c.Flags(), s, cluster, model, strings.Join(args, " "), "", timeout)
			if err != nil {
				return err
			}
			return answered(finish(s, output, save, b, r), zero)
		},
	}
	cluster.bind(command.Flags())
	cluster.files.bind(command)
	output.bind(command)
	model.bind(command.Flags())
	distant.bind(command.Flags(), "at", "ask")
	for _, own := range []string{"bundle", "model", "sysdump", "objects", "flows", "relay", "probe-tls", "passive", "steps"} {
		if command.Flags().Lookup(own) != nil {
			command.MarkFlagsMutuallyExclusive("at", own)
		}
	}
	command.Flags().StringVar(&save, "bundle", "", "also save the evidence to this file, for replay")
	command.Flags().BoolVar(&zero, "exit-zero", false, "exit with 0 whatever the report says; only a question that was not answered fails")
	command.Flags().BoolVar(&steps, "steps", false, "print each step on standard error as it is taken, with what fails so far")
	command.Flags().DurationVar(&timeout, "timeout", time.Minute, "end the gathering after this time and report what was read")
	return command
}

// answered takes the status of a report for no failure, if that is wanted.
func answered(err error, zero bool) error {
	var code exit
	if zero && errors.As(err, &code) {
		return nil
	}
	return err
}

// investigate asks a question of the chosen cluster.
func investigate(ctx context.Context, set *pflag.FlagSet, s streams, cluster *cluster, model *model, question, namespace string, timeout time.Duration) (*bundle.Bundle, *report.Report, error) {
	asked, err := model.open(set)
	if err != nil {
		return nil, nil, err
	}
	return investigateWith(ctx, set, s, cluster, asked, question, namespace, timeout)
}

// investigateWith asks with a model that is open, nil if there is none.
func investigateWith(ctx context.Context, set *pflag.FlagSet, s streams, cluster *cluster, asked *agent.Model, question, namespace string, timeout time.Duration) (*bundle.Bundle, *report.Report, error) {
	open, err := cluster.either(set)
	if err != nil {
		return nil, nil, err
	}
	if namespace == "" {
		namespace = open.Namespace
	}
	begin := newProgress
	if s.steps {
		begin = eachStep
	}
	progress := begin(s.err)
	defer progress.stop()
	b, r, err := agent.Investigate(ctx, agent.Request{
		Question: question, Namespace: namespace, Context: open.Context, Registry: open.registry,
		Caller: caller("cli"), Program: version, Now: open.now, Files: open.files, Progress: progress.step,
		Timeout: timeout, Model: asked,
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
