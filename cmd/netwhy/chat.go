package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/conversation"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func newChat(s streams) *cobra.Command {
	cluster, output, model := &cluster{}, &output{}, &model{}
	var save string
	var timeout time.Duration
	command := &cobra.Command{
		Use:   "chat [BUNDLE]",
		Short: "Ask one question after another, each on a line",
		Example: `  netwhy chat
  netwhy ask "pods in shop cannot reach payments" --bundle shop.zip; netwhy chat shop.zip
  echo "what was ruled out?" | netwhy chat shop.zip`,
		Long: `Ask one question after another, each on a line of the standard input.

A question about what was found is answered from it, with what it rests on.
A question about something else, "check again", or one that begins with "new:"
starts a new investigation, and says so. With BUNDLE, the conversation begins
with what was recorded there. Nothing is ever changed in the cluster.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := output.check(); err != nil {
				return err
			}
			asked, err := model.open(c.Flags())
			if err != nil {
				return err
			}
			talk, err := conversation.New(func(ctx context.Context, question string, m *agent.Model) (*bundle.Bundle, *report.Report, error) {
				return investigateWith(ctx, c.Flags(), s, cluster, m, question, "", timeout)
			}, asked)
			if err != nil {
				return err
			}
			for _, name := range args {
				b, err := bundle.Open(name, catalog.Kinds())
				if err != nil {
					return err
				}
				talk.Add(b, agent.Judge(b))
			}
			return chat(c.Context(), s, output, save, talk)
		},
	}
	cluster.bind(command.Flags())
	cluster.files.bind(command)
	output.bind(command)
	model.bind(command.Flags())
	command.Flags().StringVar(&save, "bundle", "", "also save the evidence of the last investigation to this file")
	command.Flags().DurationVar(&timeout, "timeout", time.Minute, "end each gathering after this time and report what was read")
	return command
}

const mostTyped = 64 << 10 // bytes of a line

// chat reads questions until there are no more. A question that cannot be
// answered ends nothing.
func chat(ctx context.Context, s streams, o *output, save string, talk *conversation.Conversation) error {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, mostTyped)
	for ctx.Err() == nil {
		if term.IsTerminal(int(os.Stdin.Fd())) {
			fmt.Fprint(s.err, "> ")
		}
		if !lines.Scan() {
			break
		}
		question := strings.TrimSpace(lines.Text())
		if question == "" {
			continue
		}
		answer, err := talk.Ask(ctx, question)
		if answer.New != "" {
			fmt.Fprintln(s.err, checks.Clean(answer.New, 200)+": this is a new investigation.")
		}
		if err != nil {
			fmt.Fprintln(s.err, "netwhy: "+checks.Clean(err.Error(), 1000))
			continue
		}
		if err := reply(s, o, save, answer); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("cannot read a question: %w", err)
	}
	return nil
}

// reply prints an answer; an investigation is told by its report.
func reply(s streams, o *output, save string, answer conversation.Answer) error {
	if answer.Report != nil {
		if save != "" {
			if err := answer.Bundle.Save(save); err != nil {
				return err
			}
		}
		return o.write(s.out, answer.Report)
	}
	for _, sentence := range answer.Sentences {
		mark := ""
		if sentence.Hypothesis {
			mark = "Hypothesis: "
		}
		fmt.Fprintf(s.out, "%s%s [%s]\n", mark, checks.Clean(sentence.Text, 1000), checks.Clean(strings.Join(sentence.Cites, "; "), 1000))
	}
	for _, line := range answer.Lines {
		fmt.Fprintln(s.out, checks.Clean(line, 2000))
	}
	if answer.Failed != "" {
		fmt.Fprintln(s.err, checks.Clean(answer.Failed, 1000))
	}
	return nil
}
