package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

func runNotes(_ context.Context, args []string, say io.Writer) error {
	flags := flag.NewFlagSet("release notes", flag.ContinueOnError)
	file := flags.String("changelog", "CHANGELOG.md", "the `file` to cut from")
	version := flags.String("version", "", "the `version`, or Unreleased")
	if err := flags.Parse(args); err != nil {
		return err
	}
	text, err := os.ReadFile(*file)
	if err != nil {
		return fmt.Errorf("cannot read the changelog: %w", err)
	}
	cut, err := notes(string(text), *version)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(say, cut); err != nil {
		return fmt.Errorf("cannot write the notes: %w", err)
	}
	return nil
}

// relative are links to other files of the tree, which mean nothing on the page of a release.
var relative = regexp.MustCompile(`\]\(([a-zA-Z][\w./-]*(?:#[\w-]*)?)\)`)

// notes are what the changelog says of one version.
func notes(text, version string) (string, error) {
	all, err := changelog(text)
	if err != nil {
		return "", err
	}
	name := strings.TrimPrefix(version, "v")
	i := slices.IndexFunc(all, func(e entry) bool { return e.name() == name })
	if i < 0 {
		return "", fmt.Errorf("cannot find %q in the changelog: give its newest entry the heading ## %s - YYYY-MM-DD", version, name)
	}
	at := "main"
	if all[i].version != "" {
		at = "v" + all[i].version
	}
	return relative.ReplaceAllString(strings.TrimSpace(all[i].text), "]("+source+"/blob/"+at+"/$1)") + "\n", nil
}
