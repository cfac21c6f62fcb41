package kernel

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
)

// What distinguishes errors, besides [fs.ErrNotExist].
var (
	// ErrMasked is the error of a file that is empty and cannot be: container
	// runtimes hide files, such as proc/interrupts, by an empty one.
	ErrMasked = errors.New("empty, as a file is that a container runtime masks")
	// ErrTooLarge is the error of a file that is longer than its limit.
	ErrTooLarge = errors.New("too large")
	// ErrMalformed is the error of a text that no known kernel prints.
	ErrMalformed = errors.New("malformed")
)

// Limits of what is read of one file, in bytes.
const (
	valueLimit = 4 << 10 // one value, or a few lines; a page is all that sysfs can say
	tableLimit = 1 << 20
	wideLimit  = 8 << 20 // a column for each processor, or a line for each route
)

// read gives the text of a file, and an error where it is longer than the limit.
func read(fsys fs.FS, name string, limit int) (string, error) {
	text, err := readInto(make([]byte, 0, min(limit+1, firstRead(limit))), fsys, name, limit)
	return string(text), err
}

// readInto reads a file into a buffer, or into a larger one.
func readInto(buffer []byte, fsys fs.FS, name string, limit int) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, unread(name, err)
	}
	defer shut(file)
	for {
		if len(buffer) == cap(buffer) {
			grown := make([]byte, len(buffer), min(limit+1, max(4*cap(buffer), firstRead(limit))))
			copy(grown, buffer)
			buffer = grown
		}
		n, err := file.Read(buffer[len(buffer):min(cap(buffer), limit+1)])
		buffer = buffer[:len(buffer)+n]
		switch {
		case errors.Is(err, io.EOF):
			return buffer, nil
		case err != nil:
			return nil, unread(name, err)
		case len(buffer) > limit:
			return nil, unread(name, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit))
		}
	}
}

// shut closes a file that was only read: its error says nothing.
func shut(file io.Closer) { file.Close() }

// firstRead is the size of the first read: large enough for nearly every file,
// because what one read gives is of one moment.
func firstRead(limit int) int {
	switch {
	case limit <= valueLimit:
		return 256
	case limit <= cgroupLimit:
		return 1 << 10
	}
	return 8 << 10
}

// table is read for a file that the kernel never leaves empty.
func table(fsys fs.FS, name string, limit int) (string, error) {
	text, err := read(fsys, name, limit)
	if err == nil && text == "" {
		err = unread(name, ErrMasked)
	}
	return text, err
}

// unread is the error of a file that cannot be read. It names the file once.
func unread(name string, err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return fmt.Errorf("cannot read %s: %w", name, err)
}

// malformed is the error of a line; the first has number 1.
func malformed(name string, line int, format string, args ...any) error {
	return fmt.Errorf("cannot parse %s, line %d: %w: %s", name, line, ErrMalformed, fmt.Sprintf(format, args...))
}

// of is the path of a file of a process.
func of(pid int, file string) string {
	return "proc/" + strconv.Itoa(pid) + "/" + file
}
