package mount

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"syscall"

	"golang.org/x/sys/unix"
)

// tree is the files below a folder.
type tree struct {
	fs.FS          // of an os.Root, for what is rare
	top   *os.File // whose number is at
	at    int
}

// Open gives the files below a folder.
func Open(folder string) (fs.FS, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("cannot open the node's files: %w", err)
	}
	top, err := root.Open(".")
	if err != nil {
		return nil, fmt.Errorf("cannot open the node's files: %w", err)
	}
	t := &tree{root.FS(), top, int(top.Fd())}
	if fd, err := t.find(".", unix.O_PATH); err != nil {
		return t.FS, nil // before Linux 5.6, or a sandbox does not know it
	} else if err := unix.Close(fd); err != nil {
		return nil, fmt.Errorf("cannot open the node's files: %w", err)
	}
	return t, nil
}

// find walks to a file and opens it.
func (t *tree) find(name string, flags uint64) (int, error) {
	if !fs.ValidPath(name) {
		return 0, fs.ErrInvalid
	}
	how := unix.OpenHow{Flags: flags | unix.O_CLOEXEC | unix.O_NONBLOCK, Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS}
	if flags&unix.O_PATH != 0 {
		how.Flags = flags | unix.O_CLOEXEC // the only other that goes with it
	}
	const tries = 100 // EAGAIN says that something was renamed meanwhile (openat2(2))
	for try := 0; ; try++ {
		fd, err := unix.Openat2(t.at, name, &how)
		if try == tries || err != unix.EINTR && err != unix.EAGAIN {
			return fd, err
		}
	}
}

// Open implements [fs.FS].
func (t *tree) Open(name string) (fs.File, error) {
	fd, err := t.find(name, unix.O_RDONLY)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &file{tree: t, name: name, fd: fd}, nil
}

// Stat implements [fs.StatFS], without opening the file for reading.
func (t *tree) Stat(name string) (fs.FileInfo, error) {
	fd, err := t.find(name, unix.O_PATH)
	if err != nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
	}
	info, err := stat(fd, name)
	return info, errors.Join(err, unix.Close(fd))
}

// ReadLink and Lstat implement [fs.ReadLinkFS].
func (t *tree) ReadLink(name string) (string, error)   { return fs.ReadLink(t.FS, name) }
func (t *tree) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(t.FS, name) }

// stat asks for what is known of an open file.
func stat(fd int, name string) (*info, error) {
	i := &info{name: path.Base(name)}
	for {
		err := syscall.Fstat(fd, &i.stat)
		switch {
		case err == nil:
			return i, nil
		case err != syscall.EINTR:
			return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
		}
	}
}
