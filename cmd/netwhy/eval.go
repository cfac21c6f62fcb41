package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/evaluation"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/prompts"
	"github.com/spf13/cobra"
)

func newEval(s streams) *cobra.Command {
	model := &model{}
	var format string
	var runs int
	formats := []string{"text", "json"}
	command := &cobra.Command{
		Use:   "eval FOLDER",
		Short: "Measure a model on recorded situations whose truth is known",
		Long: `Measure a model on recorded situations whose truth is known: without the model
once, and with it some times each.

A scenario is a file FOLDER/*.yaml or FOLDER/*/scenario.yaml:
  question: pods in shop cannot reach payments
  objects: [objects]          # as "netwhy ask" takes them; also flows, sysdump
  status: fault               # healthy, fault, unknown, or declined
  causes: [service.selector-mismatch Service payments/api]      # all of them
  says: [selector]            # what the explanation must hold; "never": must not
or, of a bundle that "netwhy ask --bundle" saved, and whose question it is:
  bundle: shop.zip
  status: healthy
Paths are relative to the file. In the place of a cluster, nothing is sent but
to the model.

A run passes if status and causes are those expected, and the explanation is
there, cites every root cause and holds nothing that the report does not.

Exit codes: 0 every run passed, 1 one did not, 2 one had no answer of the model,
3 nothing could be measured, or the model returned nothing at all.`,
		Example: `  netwhy eval scenarios/                    # with the model of $NETWHY_MODEL, if any
  netwhy eval scenarios/ --model qwen3 --model-endpoint http://127.0.0.1:11434/v1 --runs 10
  netwhy eval scenarios/ -o json > eval.json`,
		Args: cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case !slices.Contains(formats, format):
				return fmt.Errorf("cannot print as %q: want text or json", format)
			case runs < 1:
				return errors.New("cannot run a scenario less than once: want --runs of 1 or more")
			}
			scenarios, err := evaluation.Read(args[0])
			if err != nil {
				return err
			}
			asked, err := model.open(c.Flags())
			if err != nil {
				return err
			}
			progress := newProgress(s.err)
			r, err := evaluation.Run(c.Context(), scenarios, evaluation.Options{
				Ask: askRecorded, Model: asked, Runs: runs, Now: time.Now, Progress: progress.step,
			})
			progress.stop()
			if err != nil {
				return err
			}
			return showEvaluation(s, r, format)
		},
	}
	model.bind(command.Flags())
	command.Flags().IntVar(&runs, "runs", 3, "how often each scenario is run with the model")
	command.Flags().StringVarP(&format, "output", "o", "text", "text or json")
	// The flag was defined above, so this cannot fail.
	_ = command.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	return command
}

// showEvaluation prints a result and turns it into an exit code.
func showEvaluation(s streams, r *evaluation.Result, format string) error {
	r.Program, r.Catalogue = version, catalog.Digest()
	if r.With != nil {
		r.Prompts = prompts.Digest()
	}
	if format == "json" {
		encoder := json.NewEncoder(s.out)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(r); err != nil {
			return fmt.Errorf("cannot print the result: %w", err)
		}
	} else if err := r.WriteTable(s.out); err != nil {
		return fmt.Errorf("cannot print the result: %w", err)
	}
	if silent := r.Silent(); silent != "" {
		return errors.New(silent)
	}
	if r.With != nil && r.With.Unanswered > 0 {
		fmt.Fprintf(s.err, "netwhy: %d of %d runs were without an answer of the model\n", r.With.Unanswered, r.With.Runs)
	}
	if code := r.ExitCode(); code != 0 {
		return exit(code)
	}
	return nil
}

// askRecorded answers a scenario from what was recorded.
func askRecorded(ctx context.Context, scenario evaluation.Scenario, model *agent.Model) (*report.Report, error) {
	if scenario.Bundle != "" {
		b, err := bundle.Open(scenario.Bundle, catalog.Kinds())
		if err != nil {
			return nil, err
		}
		return agent.Explain(ctx, b, model)
	}
	f := files{sysdump: scenario.Sysdump, objects: scenario.Objects, flows: scenario.Flows}
	open, err := f.read(hubble.DefaultWindow)
	if err != nil {
		return nil, err
	}
	_, r, err := agent.Investigate(ctx, agent.Request{
		Question: scenario.Question, Namespace: scenario.Namespace, Registry: open.registry,
		Caller: caller("eval"), Program: version, Now: open.now, Files: open.files, Model: model,
	})
	return r, err
}
