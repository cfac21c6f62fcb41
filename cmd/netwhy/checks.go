package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/spf13/cobra"
)

func newChecks(s streams) *cobra.Command {
	command := &cobra.Command{
		Use: "checks", Short: "List and describe the checks", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() }, // so that an unknown word is an error
	}
	command.AddCommand(newChecksList(s), newChecksDescribe(s))
	return command
}

func newChecksList(s streams) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use: "list [AREA]", Short: "List the checks, of all areas or one",
		Example: "  netwhy checks list\n  netwhy checks list dns",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			var list []*checks.Check
			for _, c := range catalog.All() {
				if len(args) == 0 || catalog.Area(c) == args[0] {
					list = append(list, c)
				}
			}
			if len(list) == 0 {
				return fmt.Errorf("cannot list area %q: there is no check of it; see \"netwhy checks list\"", args[0])
			}
			if asJSON {
				return printJSON(s, list)
			}
			table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
			for _, c := range list {
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", c.ID, c.Scope, c.Weight, c.Asks)
			}
			return table.Flush()
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return command
}

func printJSON(s streams, list []*checks.Check) error {
	type row struct {
		ID     string           `json:"id"`
		Asks   string           `json:"asks"`
		Why    string           `json:"why"`
		Limits string           `json:"limits,omitempty"`
		Scope  string           `json:"scope"`
		Weight checks.Weight    `json:"weight"`
		For    []checks.Symptom `json:"requiredFor,omitempty"`
		Also   []checks.Symptom `json:"askedFor,omitempty"`
		Needs  []string         `json:"needs"`
		Refs   []string         `json:"refs"`
	}
	rows := []row{}
	for _, c := range list {
		r := row{c.ID, c.Asks, c.Why, c.Limits, string(c.Scope), c.Weight, c.For, c.Also, nil, c.Refs}
		for _, n := range c.Needs {
			r.Needs = append(r.Needs, n.Kind.Name)
		}
		rows = append(rows, r)
	}
	encoder := json.NewEncoder(s.out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(rows)
}

func newChecksDescribe(s streams) *cobra.Command {
	return &cobra.Command{
		Use: "describe ID", Short: "Print all that one check says of itself",
		Example: "  netwhy checks describe service.selector-matches",
		Args:    cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var ids []string
			for _, c := range catalog.All() {
				ids = append(ids, c.ID)
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			c := catalog.Find(args[0])
			if c == nil {
				return fmt.Errorf("cannot describe %q: there is no such check; see \"netwhy checks list\"", args[0])
			}
			return describe(s, c)
		},
	}
}

func describe(s streams, c *checks.Check) error {
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(table, "%s\t%s\n", name, value)
		}
	}
	join := func(list []checks.Symptom) string {
		var words []string
		for _, symptom := range list {
			words = append(words, string(symptom))
		}
		return strings.Join(words, ", ")
	}
	line("check", c.ID)
	line("asks", c.Asks)
	line("why", c.Why)
	line("limits", c.Limits)
	line("examines", string(c.Scope)+" ("+c.Side.String()+")")
	line("weight", c.Weight.String())
	line("required for", join(c.For))
	line("also asked for", join(c.Also))
	for _, n := range c.Needs {
		optional := ""
		switch {
		case n.Late:
			optional = " (if it fails)"
		case n.Optional:
			optional = " (optional)"
		}
		line("needs", n.Kind.Name+optional+": "+n.Kind.Says)
	}
	line("remedy", c.Remedy.Says)
	line("changes", c.Remedy.Changes)
	for _, reference := range c.Refs {
		line("see", reference)
	}
	return table.Flush()
}
