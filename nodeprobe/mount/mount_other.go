//go:build !linux

package mount

import (
	"fmt"
	"io/fs"
	"os"
)

// Open gives the files below a folder.
func Open(folder string) (fs.FS, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("cannot open the node's files: %w", err)
	}
	return root.FS(), nil
}
