package command

import (
	"fmt"
	"path/filepath"
)

// Documents are the files below a repository's root that readers are led to.
func Documents(root string) ([]string, error) {
	files := []string{filepath.Join(root, "README.md")}
	for _, pattern := range []string{"docs/*.md", "docs/reference/*.md", "charts/*/README.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return nil, fmt.Errorf("cannot list the documents: %w", err)
		}
		files = append(files, found...)
	}
	return files, nil
}

// Marked are the blocks of all documents with a mark, in the order of reading:
// what a cluster is asked shares one folder, since one block makes what the next
// reads. Each is for "bash -e -u -o pipefail", with netwhy, kubectl, curl and
// openssl on the path.
func Marked(root string, mark Mark) (blocks []Block, err error) {
	files, err := Documents(root)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		found, err := Blocks(file)
		if err != nil {
			return nil, err
		}
		for _, b := range found {
			if b.Mark == mark {
				blocks = append(blocks, b)
			}
		}
	}
	return blocks, nil
}
