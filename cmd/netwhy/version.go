package main

import (
	"fmt"

	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/spf13/cobra"
)

func newVersion(s streams) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version and the catalogue's digest", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(s.out, "netwhy %s\ncatalogue %s, %d checks, %d causes\n", version, catalog.Digest(), len(catalog.All()), len(catalog.Causes()))
			return err
		},
	}
}
