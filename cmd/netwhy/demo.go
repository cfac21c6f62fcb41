package main

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/spf13/cobra"
)

// The recordings were made from a real API server by test/scenarios.
//
//go:embed demo/*.zip
var recordings embed.FS

var demos = []string{"selector-mismatch", "coredns-down", "healthy"}

// The page also plays those from a real cluster, with what its kernels counted and
// its Hubble saw: test/e2e makes them.
var clusterDemos = []string{"egress-port", "uplink-mtu", "cluster-review"}

func newDemo(s streams) *cobra.Command {
	output := &output{}
	command := &cobra.Command{
		Use:       "demo [" + strings.Join(demos, "|") + "]",
		Short:     "Show reports of three recorded clusters; needs no cluster",
		Example:   "  netwhy demo\n  netwhy demo coredns-down -o md",
		Args:      cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs),
		ValidArgs: demos,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := output.check(); err != nil {
				return err
			}
			if len(args) == 0 {
				args = demos
			}
			for _, name := range args {
				b, err := recording(name)
				if err != nil {
					return err
				}
				// The recordings are older than the checks that judge them; that is
				// no news to somebody who watches a demo.
				b.Manifest.Catalogue = catalog.Digest()
				b = bundle.New(b.Manifest, b.Plan, b.Records, b.Gaps)
				if output.format == "text" {
					fmt.Fprintf(s.out, "$ netwhy ask %q\n\n", b.Plan.Question)
				}
				if err := output.write(s.out, agent.Judge(b)); err != nil {
					return err
				}
				fmt.Fprintln(s.out)
			}
			return nil
		},
	}
	output.bind(command)
	return command
}

func recording(name string) (*bundle.Bundle, error) {
	data, err := recordings.ReadFile("demo/" + name + ".zip")
	if err != nil {
		return nil, fmt.Errorf("cannot open demo: %w", err)
	}
	b, err := bundle.Read(data, catalog.Kinds())
	if err != nil {
		return nil, fmt.Errorf("cannot open demo %s: %w", name, err)
	}
	return b, nil
}

// allRecordings are all of them, in their order.
func allRecordings() (list []*bundle.Bundle, err error) {
	for _, name := range slices.Concat(demos, clusterDemos) {
		b, err := recording(name)
		if err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, nil
}
