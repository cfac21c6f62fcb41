package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Options say how a report is written to a terminal.
type Options struct {
	Width   int  // columns; zero is 80, and less than 20 is taken as 20
	Colour  bool // use the terminal's colours; nothing is told by colour alone
	Verbose bool // every finding and record, instead of a line a check
}

// Formats are the names that [Write] knows.
func Formats() []string { return []string{"text", "md", "html", "json", "junit"} }

// Write writes the report in a named format. The options matter to "text" only.
func Write(w io.Writer, format string, r *Report, o Options) error {
	switch format {
	case "text":
		return Terminal(w, r, o)
	case "md":
		return Markdown(w, r)
	case "html":
		return HTML(w, r)
	case "json":
		return JSON(w, r)
	case "junit":
		return JUnit(w, r)
	}
	choices := Formats()
	last := len(choices) - 1
	return fmt.Errorf("cannot write a report as %q: choose %s or %s", format, strings.Join(slices.Clone(choices[:last]), ", "), choices[last])
}

// put writes a finished report in one go, so that a failing writer is told.
func put(w io.Writer, format, text string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("cannot write the report as %s: %w", format, err)
	}
	return nil
}
