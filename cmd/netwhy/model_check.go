package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/checks"
	"github.com/spf13/cobra"
)

func newModel(s streams) *cobra.Command {
	command := &cobra.Command{
		Use: "model", Short: "Try the language model that is configured", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() }, // so that an unknown word is an error
	}
	command.AddCommand(newModelCheck(s))
	return command
}

func newModelCheck(s streams) *cobra.Command {
	var format string
	var timeout time.Duration
	formats := []string{"text", "json"}
	command := &cobra.Command{
		Use:   "check",
		Short: "Ask the configured model a few short questions, and tell what its endpoint can do",
		Long: `Ask the configured model a few short questions, and tell what its endpoint can do.
The questions hold nothing of any cluster.

Exit codes: 0 it can be used, 1 it cannot, 3 it could not be tried.`,
		Example: `  netwhy model check                        # the model of $NETWHY_MODEL
  netwhy model check --model qwen3 --model-endpoint http://127.0.0.1:11434/v1
  netwhy model check -o json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if !slices.Contains(formats, format) {
				return fmt.Errorf("cannot print as %q: want text or json", format)
			}
			settings, err := settingsOf(c.Flags())
			if err != nil {
				return err
			}
			if !settings.Set() {
				return errors.New("no model is configured: want --model and --model-endpoint, or $NETWHY_MODEL and $NETWHY_MODEL_ENDPOINT")
			}
			endpoint, err := llm.New(settings)
			if err != nil {
				return err
			}
			bounded, cancel := context.WithTimeout(c.Context(), timeout)
			defer cancel()
			progress := newProgress(s.err)
			progress.step("asking "+checks.Clean(settings.Model, 80), 0, 0)
			x := llm.Examine(bounded, endpoint)
			progress.stop()
			return showExamination(s, x, format)
		},
	}
	bindSettings(command.Flags())
	command.Flags().StringVarP(&format, "output", "o", "text", "text or json")
	command.Flags().DurationVar(&timeout, "timeout", 2*time.Minute, "end after this time")
	// The flag was defined above, so this cannot fail.
	_ = command.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	return command
}

// examined is an examination as JSON.
type examined struct {
	Usable bool `json:"usable"`
	llm.Examination
}

// showExamination prints what was found, and turns it into an exit code.
func showExamination(s streams, x llm.Examination, format string) error {
	var err error
	if format == "json" {
		encoder := json.NewEncoder(s.out)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(examined{x.Usable(), x})
	} else {
		err = writeExamination(s.out, x)
	}
	if err != nil {
		return fmt.Errorf("cannot print what was found: %w", err)
	}
	if !x.Usable() {
		return exit(1)
	}
	return nil
}

const mostWords = 300 // characters of what an endpoint says

func writeExamination(to io.Writer, x llm.Examination) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "endpoint\t%s\n", checks.Clean(x.Endpoint, mostWords))
	fmt.Fprintf(w, "model\t%s\n", checks.Clean(x.Model, mostWords))
	if x.Served != "" {
		fmt.Fprintf(w, "served as\t%s, by %s\n", checks.Clean(x.Served, mostWords), x.Dialect)
	}
	for _, p := range x.Points {
		outcome := string(p.Outcome)
		if p.Outcome == llm.NotTried {
			outcome = "not tried"
		}
		if p.Says != "" {
			outcome += ": " + checks.Clean(p.Says, mostWords)
		}
		fmt.Fprintf(w, "%s?\t%s\n", p.Asks, outcome)
	}
	for _, a := range slices.Sorted(maps.Keys(x.Lacks)) {
		fmt.Fprintf(w, "lacks %s\t%s\n", a, checks.Clean(x.Lacks[a], mostWords))
	}
	b := x.Bill
	fmt.Fprintf(w, "took\t%s, %d tokens in, %d out, %.1f s\n", checks.Count(b.Calls, "answer"), b.Input, b.Output, b.Seconds)
	if err := w.Flush(); err != nil {
		return err
	}
	verdict := "It can be used."
	if !x.Usable() {
		verdict = "It cannot be used as it is: see what fails."
	}
	_, err := fmt.Fprintf(to, "\n%s\n", verdict)
	return err
}
