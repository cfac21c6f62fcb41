package nodes

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// reading is a node at one moment.
type reading struct {
	files files
	said  map[string]string // by command
}

// known refuses commands that nobody asks for.
func (r *reading) known() error {
	for command := range r.said {
		words := strings.Fields(command)
		switch {
		case command == linkCommand, command == qdiscCommand, command == neighbourCommand:
		case len(words) == 3 && words[0] == "ethtool" && slices.Contains([]string{"-i", "-g", "-l", "-S"}, words[1]):
		default:
			return fmt.Errorf("cannot use what %q says", command)
		}
	}
	return nil
}

// borrow puts the statistics of a file in the place of its name.
func (r *reading) borrow(root string) error {
	for command, text := range r.said {
		first, rest, _ := strings.Cut(text, "\n")
		if !strings.HasPrefix(command, "ethtool -S ") || !strings.HasSuffix(first, ".txtar") {
			continue
		}
		archive, err := txtar.ParseFile(filepath.Join(root, filepath.FromSlash(first)))
		if err != nil {
			return fmt.Errorf("cannot take the statistics for %q: %w", command, err)
		}
		for _, part := range archive.Files {
			if part.Name == "stats" {
				r.said[command] = string(part.Data) + rest
			}
		}
	}
	return nil
}

// clone is a copy whose files may be replaced.
func (r *reading) clone() *reading { return &reading{maps.Clone(r.files), maps.Clone(r.said)} }
