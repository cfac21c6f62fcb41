package nodes

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/tools/txtar"
)

// Node is a node. It is at its first moment until [Node.Advance].
type Node struct {
	Name     string
	Comment  string
	readings [2]*reading
	now      atomic.Int32
}

// Advance goes on to the second moment.
func (n *Node) Advance() { n.now.Store(1) }

// at is the moment that it is now.
func (n *Node) at() *reading { return n.readings[n.now.Load()] }

// Names are the nodes that there are.
func Names(t testing.TB) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root(t), "test/nodes/testdata/*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("cannot find the nodes: %v", err)
	}
	for _, file := range files {
		names = append(names, strings.TrimSuffix(filepath.Base(file), ".txtar"))
	}
	return names
}

// Load reads a node.
func Load(t testing.TB, name string) *Node {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join(root(t), "test/nodes/testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	n := &Node{Name: name, Comment: string(archive.Comment)}
	for i := range n.readings {
		if n.readings[i], err = newReading(root(t), archive, i > 0); err != nil {
			t.Fatalf("cannot read node %s: %v", name, err)
		}
	}
	return n
}

// newReading is a node at one of its moments.
func newReading(root string, archive *txtar.Archive, later bool) (*reading, error) {
	texts, order := map[string]string{}, []string{}
	for _, section := range archive.Files {
		name, text := section.Name, string(section.Data)
		changed, isLater := strings.CutPrefix(name, "later ")
		switch {
		case !isLater:
			if _, twice := texts[name]; twice {
				return nil, fmt.Errorf("%s is there twice", name)
			}
			texts[name] = text
			order = append(order, name)
		case later:
			path, lines, some := strings.Cut(changed, ":")
			before, known := texts[path]
			if !known {
				return nil, fmt.Errorf("%s changes later, and is not there before", path)
			}
			switch {
			case some:
				var err error
				if text, err = replaced(before, lines, text); err != nil {
					return nil, fmt.Errorf("%s: %w", name, err)
				}
			case strings.HasSuffix(path, "/") || strings.HasPrefix(path, "$ ethtool -S "):
				text = before + text // the last of a name counts
			}
			texts[path] = text
		}
	}
	r := &reading{files: files{}, said: map[string]string{}}
	var failed []error
	for _, name := range order {
		switch command, isCommand := strings.CutPrefix(name, "$ "); {
		case isCommand:
			r.said[command] = texts[name]
		case name != "inodes":
			failed = append(failed, r.add(name, texts[name]))
		}
	}
	failed = append(failed, r.number(texts["inodes"]), r.known(), r.borrow(root))
	return r, errors.Join(failed...)
}

// replaced puts lines in the place of others.
func replaced(text, numbers, lines string) (string, error) {
	all, with := strings.SplitAfter(text, "\n"), strings.SplitAfter(strings.TrimSuffix(lines, "\n"), "\n")
	list := strings.Split(numbers, ",")
	if len(list) != len(with) {
		return "", fmt.Errorf("%d lines for %d numbers", len(with), len(list))
	}
	for i, number := range list {
		var at int
		if _, err := fmt.Sscan(number, &at); err != nil || at < 1 || at >= len(all) {
			return "", fmt.Errorf("there is no line %s", number)
		}
		if all[at-1] == strings.TrimSuffix(with[i], "\n")+"\n" {
			return "", fmt.Errorf("line %s did not change", number)
		}
		all[at-1] = strings.TrimSuffix(with[i], "\n") + "\n"
	}
	return strings.Join(all, ""), nil
}

// root is the folder of the repository that the working directory is in.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "test/nodes/testdata")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("cannot find test/nodes/testdata: run inside the repository")
		}
		dir = filepath.Dir(dir)
	}
}
