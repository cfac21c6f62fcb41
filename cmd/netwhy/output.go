package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent/report"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// output is how a report is printed.
type output struct {
	format  string
	verbose bool
	noColor bool
}

func (o *output) bind(c *cobra.Command) {
	formats := report.Formats()
	c.Flags().StringVarP(&o.format, "output", "o", "text", "one of "+strings.Join(formats, ", "))
	c.Flags().BoolVarP(&o.verbose, "verbose", "v", false, "print every finding")
	c.Flags().BoolVar(&o.noColor, "no-color", false, "print without colour (also: NO_COLOR)")
	// The flag was defined above, so this cannot fail.
	_ = c.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
}

// check refuses an unknown format before anything is read.
func (o *output) check() error {
	if !slices.Contains(report.Formats(), o.format) {
		return fmt.Errorf("cannot print as %q: want one of %s", o.format, strings.Join(report.Formats(), ", "))
	}
	return nil
}

const defaultWidth = 100

func (o *output) write(to *os.File, r *report.Report) error {
	options := report.Options{Width: defaultWidth, Verbose: o.verbose}
	if term.IsTerminal(int(to.Fd())) {
		if width, _, err := term.GetSize(int(to.Fd())); err == nil && width > 0 {
			options.Width = width
		}
		options.Colour = !o.noColor && os.Getenv("NO_COLOR") == ""
	}
	return report.Write(to, o.format, r, options)
}
