// Command generate writes the reference, and the tables within documents that
// follow from code. Run it by "go generate ./test/docs".
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/netwhy/netwhy/test/docs/reference"
)

func main() {
	root := flag.String("root", "../..", "the repository's root")
	flag.Parse()
	files, err := reference.Files(context.Background(), *root)
	for name, data := range files {
		if err == nil {
			err = os.WriteFile(filepath.Join(*root, name), data, 0o644)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}
