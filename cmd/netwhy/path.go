package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/netwhy/netwhy/agent/path"
	"github.com/netwhy/netwhy/agent/source"
	"github.com/spf13/cobra"
)

func newPath(s streams) *cobra.Command {
	cluster := &cluster{}
	var format string
	var timeout time.Duration
	formats := []string{"text", "json"}
	command := &cobra.Command{
		Use:   "path FROM TO",
		Short: "Tell whether network policies let one end call another, and which rule decides",
		Long: `Tell whether network policies let one end call another, and which rule decides.

FROM and TO are each one of
  NAMESPACE/NAME   a workload, a pod or a Service
  a host name or an address
  node/NAME        a node, or a pod on its network
  internet         any host outside that no rule singles out
TO takes a port behind a colon: for a Service its own port, otherwise the pods'.
It is one of TCP unless it says otherwise, as in 53/udp; icmp is a ping.
The policies are judged as Cilium judges them; routes, firewalls beyond the
cluster and who listens are not.

Exit codes: 0 allowed, 1 denied, 2 not everything could be seen, 3 the question
could not be answered.`,
		Example: `  netwhy path shop/web payments/api:80
  netwhy path shop/web payments/api-7f9c:8080
  netwhy path shop/web api.example.com:443 --context prod
  netwhy path internet shop/web:8080 -o json
  netwhy path shop/web payments/api:80 --sysdump cilium-sysdump-20260102-030405.zip`,
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			if !slices.Contains(formats, format) {
				return fmt.Errorf("cannot print as %q: want text or json", format)
			}
			open, err := cluster.either(c.Flags())
			if err != nil {
				return err
			}
			bounded, cancel := context.WithTimeout(c.Context(), timeout)
			defer cancel()
			gatherer := &source.Gatherer{Registry: open.registry, Caller: caller("cli"), Now: open.now}
			answer, err := path.Explain(bounded, gatherer.Gather, args[0], args[1])
			if err != nil {
				return err
			}
			if open.files != "" {
				answer.Notes = append(answer.Notes, open.files)
			}
			return show(s, answer, format)
		},
	}
	cluster.bind(command.Flags())
	cluster.files.bind(command)
	command.Flags().StringVarP(&format, "output", "o", "text", "text or json")
	command.Flags().DurationVar(&timeout, "timeout", time.Minute, "answer after this time with what was read")
	// The flag was defined above, so this cannot fail.
	_ = command.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	return command
}

// show prints an answer and turns its verdict into an exit code.
func show(s streams, answer *path.Answer, format string) error {
	text := answer.Text()
	if format == "json" {
		data, err := json.MarshalIndent(answer, "", "  ")
		if err != nil {
			return fmt.Errorf("cannot print the answer: %w", err)
		}
		text = string(data) + "\n"
	}
	if _, err := fmt.Fprint(s.out, text); err != nil {
		return fmt.Errorf("cannot print the answer: %w", err)
	}
	if code := answer.ExitCode(); code != 0 {
		return exit(code)
	}
	return nil
}
