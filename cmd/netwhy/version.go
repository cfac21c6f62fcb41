package main

import (
	"encoding/json"
	"fmt"

	"github.com/netwhy/netwhy/agent/store"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/cmd/build"
	"github.com/netwhy/netwhy/prompts"
	"github.com/spf13/cobra"
)

// origin is all that decides what this program answers.
type origin struct {
	build.Info
	Catalogue string `json:"catalogue"`
	Checks    int    `json:"checks"`
	Causes    int    `json:"causes"`
	Prompts   string `json:"prompts"`
	Store     int64  `json:"store"`
}

func newVersion(s streams) *cobra.Command {
	var format string
	command := &cobra.Command{
		Use: "version", Short: "Print the version and what goes with it: catalogue, prompts, store", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			knows, err := store.Version()
			if err != nil {
				return err
			}
			o := origin{build.Of(version, commit, date), catalog.Digest(), len(catalog.All()), len(catalog.Causes()), prompts.Digest(), knows}
			return o.print(s, format)
		},
	}
	formats := []string{"text", "json"}
	command.Flags().StringVarP(&format, "output", "o", "text", "text or json")
	// The flag was defined above, so this cannot fail.
	_ = command.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	return command
}

func (o origin) print(s streams, format string) error {
	var text string
	switch format {
	case "json":
		data, err := json.MarshalIndent(o, "", "  ")
		if err != nil {
			return fmt.Errorf("cannot print the version: %w", err)
		}
		text = string(data) + "\n"
	case "text":
		text = fmt.Sprintf("netwhy %s\n", o.Version)
		if o.Commit != "" {
			text += "commit " + o.Commit + "\n"
		}
		if o.Date != "" {
			text += "date " + o.Date + "\n"
		}
		text += fmt.Sprintf("built with %s for %s\n", o.Go, o.Platform)
		text += fmt.Sprintf("catalogue %s, %d checks, %d causes\nprompts %s\nstore of version %d\n", o.Catalogue, o.Checks, o.Causes, o.Prompts, o.Store)
	default:
		return fmt.Errorf("cannot print as %q: want text or json", format)
	}
	if _, err := fmt.Fprint(s.out, text); err != nil {
		return fmt.Errorf("cannot print the version: %w", err)
	}
	return nil
}
