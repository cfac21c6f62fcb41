package mount

import (
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// file is an open file, or a folder.
type file struct {
	tree *tree
	name string
	fd   int
	list *os.File // for a folder that is listed
}

// Read implements [fs.File].
func (f *file) Read(into []byte) (int, error) {
	for {
		n, err := unix.Read(f.fd, into)
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return 0, &fs.PathError{Op: "read", Path: f.name, Err: err}
		case n == 0 && len(into) > 0:
			return 0, io.EOF
		}
		return n, nil
	}
}

// Stat implements [fs.File].
func (f *file) Stat() (fs.FileInfo, error) { return stat(f.fd, f.name) }

// ReadDir implements [fs.ReadDirFile].
func (f *file) ReadDir(n int) ([]fs.DirEntry, error) {
	if err := f.listed(); err != nil {
		return nil, err
	}
	return f.list.ReadDir(n)
}

// Readdirnames is as that of [os.File].
func (f *file) Readdirnames(n int) ([]string, error) {
	if err := f.listed(); err != nil {
		return nil, err
	}
	return f.list.Readdirnames(n)
}

func (f *file) listed() error {
	if f.list != nil {
		return nil
	}
	opened, err := f.tree.FS.Open(f.name)
	if err == nil {
		f.list = opened.(*os.File) // those of an os.Root are
	}
	return err
}

// Close implements [fs.File].
func (f *file) Close() error {
	if f.list != nil {
		f.list.Close()
	}
	if err := unix.Close(f.fd); err != nil {
		return &fs.PathError{Op: "close", Path: f.name, Err: err}
	}
	return nil
}

// info is what is known of a file.
type info struct {
	name string
	stat syscall.Stat_t
}

func (i *info) Name() string       { return i.name }
func (i *info) Size() int64        { return i.stat.Size }
func (i *info) IsDir() bool        { return i.Mode().IsDir() }
func (i *info) ModTime() time.Time { return time.Unix(i.stat.Mtim.Unix()) }
func (i *info) Sys() any           { return &i.stat }

func (i *info) Mode() fs.FileMode {
	mode := fs.FileMode(i.stat.Mode & 0o777)
	switch i.stat.Mode & syscall.S_IFMT {
	case syscall.S_IFREG:
	case syscall.S_IFDIR:
		mode |= fs.ModeDir
	case syscall.S_IFLNK:
		mode |= fs.ModeSymlink
	default:
		mode |= fs.ModeIrregular
	}
	return mode
}
