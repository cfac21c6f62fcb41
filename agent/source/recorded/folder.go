package recorded

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// folder lists the regular files below a folder. Links and devices are refused:
// a folder that somebody sent must not lead elsewhere.
func folder(path string) (list []File, err error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the folder: %w", err)
	}
	err = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && strings.Count(name, "/") >= mostDepth:
			return fmt.Errorf("%s lies too deep", name)
		case entry.IsDir():
			return nil
		case !entry.Type().IsRegular():
			return fmt.Errorf("%s is a link or a device, which is never followed", name)
		case len(list) == mostFiles:
			return errors.New("it holds too many files")
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		list = append(list, File{Name: filepath.Join(path, name), Time: info.ModTime(), open: func() (io.ReadCloser, error) { return regular(root, name) }})
		return nil
	})
	if err != nil {
		_ = root.Close() // the error before says more
		return nil, fmt.Errorf("cannot use %s: %w", path, err)
	}
	return list, nil
}

// regular opens a file that may have changed since it was listed.
func regular(root *os.Root, name string) (io.ReadCloser, error) {
	if info, err := root.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(errors.New("it is no regular file any more"), err)
	}
	return root.Open(name)
}
