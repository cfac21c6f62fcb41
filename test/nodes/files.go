package nodes

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"
)

// files are a tree of proc, sys and etc.
type files = fstest.MapFS

// add adds what a section says: a file, or a folder of values.
func (r *reading) add(name, text string) error {
	folder, isFolder := strings.CutSuffix(name, "/")
	if !fs.ValidPath(folder) {
		return fmt.Errorf("%q is no path", name)
	}
	if !isFolder {
		r.files[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o444}
		return nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		path, value, ok := strings.Cut(line, " ")
		file := &fstest.MapFile{Data: []byte(value + "\n"), Mode: 0o444}
		if target, isLink := strings.CutPrefix(value, "-> "); isLink {
			file = &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink | 0o777}
		}
		if path = folder + "/" + path; !ok || !fs.ValidPath(path) {
			return fmt.Errorf("%s: %q is no path and value", name, line)
		}
		r.files[path] = file
	}
	return nil
}

// number gives the files net/dev of processes their inodes.
func (r *reading) number(inodes string) error {
	named := map[string]bool{}
	for line := range strings.Lines(inodes) {
		var pid, inode uint64
		if _, err := fmt.Sscan(line, &pid, &inode); err != nil {
			return fmt.Errorf("inodes: %w", err)
		}
		path := fmt.Sprintf("proc/%d/net/dev", pid)
		if r.files[path] == nil { // another process of a namespace
			r.files[path] = &fstest.MapFile{Mode: 0o444}
		}
		r.files[path].Sys = withInode(inode)
		named[path] = true
	}
	var failed []error
	for path := range r.files {
		if strings.HasSuffix(path, "/net/dev") && !named[path] {
			failed = append(failed, fmt.Errorf("%s has no inode", path))
		}
	}
	return errors.Join(failed...)
}

// Open implements [fs.FS].
func (n *Node) Open(name string) (fs.File, error) { return n.at().files.Open(name) }

// Stat implements [fs.StatFS].
func (n *Node) Stat(name string) (fs.FileInfo, error) { return n.at().files.Stat(name) }

// ReadLink and Lstat implement [fs.ReadLinkFS].
func (n *Node) ReadLink(name string) (string, error)   { return n.at().files.ReadLink(name) }
func (n *Node) Lstat(name string) (fs.FileInfo, error) { return n.at().files.Lstat(name) }
