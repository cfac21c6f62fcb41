package kernel

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// folder gives each entry of a directory until the function says enough, in no
// order. It never holds them all: proc has one for each process.
func folder(fsys fs.FS, name string, each func(fs.DirEntry) (more bool)) error {
	file, err := fsys.Open(name)
	if err != nil {
		return unread(name, err)
	}
	defer shut(file)
	dir, ok := file.(fs.ReadDirFile)
	if !ok {
		return unread(name, errors.New("not a directory"))
	}
	for {
		entries, err := dir.ReadDir(256)
		for _, e := range entries {
			if !each(e) {
				return nil
			}
		}
		switch {
		case errors.Is(err, io.EOF) || err == nil && len(entries) == 0:
			return nil
		case err != nil:
			return unread(name, err)
		}
	}
}

// names gives the name of each entry. A folder below an [os.Root] asks the kernel
// about every entry that it gives, but for this.
func names(fsys fs.FS, name string, each func(string) (more bool)) error {
	file, err := fsys.Open(name)
	if err != nil {
		return unread(name, err)
	}
	defer shut(file)
	dir, ok := file.(interface{ Readdirnames(int) ([]string, error) })
	if !ok {
		return folder(fsys, name, func(e fs.DirEntry) bool { return each(e.Name()) })
	}
	for {
		some, err := dir.Readdirnames(256)
		for _, entry := range some {
			if !each(entry) {
				return nil
			}
		}
		switch {
		case errors.Is(err, io.EOF) || err == nil && len(some) == 0:
			return nil
		case err != nil:
			return unread(name, err)
		}
	}
}

// deviceFolder is where sys describes a network device. A name is checked, as
// it is made part of a path.
func deviceFolder(device string) (string, error) {
	const longest = 15 // IFNAMSIZ − 1
	if device == "" || len(device) > longest || !fs.ValidPath(device) || device == "." || strings.Contains(device, "/") {
		return "", fmt.Errorf("cannot read network device %q: %w", short(device), fs.ErrInvalid)
	}
	return "sys/class/net/" + device, nil
}
