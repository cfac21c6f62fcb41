package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

func runChart(_ context.Context, args []string) error {
	flags := flag.NewFlagSet("release chart", flag.ContinueOnError)
	chart := flags.String("chart", "charts/netwhy", "the chart's `folder`")
	images := flags.String("images", "bin/images", "the `folder` that images wrote")
	registry := flags.String("registry", "", "`host/path` that the images are pushed below")
	out := flags.String("o", "bin/chart", "the `folder` to write to")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *registry == "" {
		return errors.New("cannot name the images without -registry")
	}
	return stage(*chart, *images, strings.TrimSuffix(*registry, "/"), *out)
}

// stage copies the chart and writes into its values which images it was
// released with, by digest: a tag could come to mean another one.
func stage(chart, images, registry, out string) error {
	to := filepath.Join(out, filepath.Base(chart))
	if err := os.RemoveAll(to); err != nil {
		return fmt.Errorf("cannot clear the folder: %w", err)
	}
	if err := os.CopyFS(to, os.DirFS(chart)); err != nil {
		return fmt.Errorf("cannot copy the chart: %w", err)
	}
	host, path, deep := strings.Cut(registry, "/")
	if deep {
		path += "/"
	}
	values := filepath.Join(to, "values.yaml")
	text, err := os.ReadFile(values)
	if err != nil {
		return fmt.Errorf("cannot read the values: %w", err)
	}
	for key, p := range map[string]program{"netwhy": programs[0], "nodeprobe": programs[1]} {
		digest, err := os.ReadFile(filepath.Join(images, p.name+".digest"))
		if err != nil {
			return fmt.Errorf("cannot read the digest, which release images writes: %w", err)
		}
		for _, set := range [][2]string{{"registry", host}, {"repository", path + p.name}, {"digest", strings.TrimSpace(string(digest))}} {
			if text, err = replace(text, []string{"images", key, set[0]}, set[1]); err != nil {
				return fmt.Errorf("cannot write the values: %w", err)
			}
		}
	}
	if err := os.WriteFile(values, text, 0o644); err != nil {
		return fmt.Errorf("cannot write the values: %w", err)
	}
	return nil
}

// replace sets one scalar where it stands: comments and the order of keys are
// what people read in a chart's values, and stay.
func replace(text []byte, path []string, value string) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	if len(document.Content) == 0 {
		return nil, errors.New("there are none")
	}
	at := document.Content[0]
	for _, key := range path {
		if at = child(at, key); at == nil {
			return nil, fmt.Errorf("there is no %s", strings.Join(path, "."))
		}
	}
	lines := strings.Split(string(text), "\n")
	if at.Kind != yaml.ScalarNode || at.Line < 1 {
		return nil, fmt.Errorf("%s is no plain value", strings.Join(path, "."))
	}
	line := lines[at.Line-1]
	before, old := line[:at.Column-1], at.Value
	switch at.Style {
	case yaml.DoubleQuotedStyle:
		old = `"` + old + `"`
	case yaml.SingleQuotedStyle:
		old = `'` + old + `'`
	}
	after, found := strings.CutPrefix(line[at.Column-1:], old)
	if !found {
		return nil, fmt.Errorf("%s is not written as one word on one line", strings.Join(path, "."))
	}
	lines[at.Line-1] = before + `"` + value + `"` + after
	return []byte(strings.Join(lines, "\n")), nil
}

func child(at *yaml.Node, key string) *yaml.Node {
	if at.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(at.Content); i += 2 {
		if at.Content[i].Value == key {
			return at.Content[i+1]
		}
	}
	return nil
}
