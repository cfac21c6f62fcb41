package kernel

import (
	"errors"
	"io/fs"
	"strings"
)

// value reads a file that holds one value.
func value(fsys fs.FS, name string) (string, error) {
	text, err := read(fsys, name, valueLimit)
	return strings.TrimSpace(text), err
}

// word reads a file that holds one short word, or none.
func word(fsys fs.FS, name string) (string, error) {
	const longest = 64 // the address of an InfiniBand device has 59
	text, err := value(fsys, name)
	if err == nil && (len(text) > longest || strings.ContainsAny(text, " \t\n")) {
		return "", malformed(name, 1, "not one short word")
	}
	return text, err
}

// count reads a file that holds one decimal number of a width in bits.
func count(fsys fs.FS, name string, bits int) (uint64, error) {
	text, err := value(fsys, name)
	if err != nil {
		return 0, err
	}
	n, err := number(text, 10, bits)
	if err != nil {
		return 0, malformed(name, 1, "%v", err)
	}
	return n, nil
}

// optional makes of what a kernel lacks a nil: the file is not there, or the
// kernel refuses it with one of the given errors.
func optional[T any](v T, err error, refusals ...error) (*T, error) {
	switch {
	case err == nil:
		return &v, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	}
	for _, r := range refusals {
		if errors.Is(err, r) {
			return nil, nil
		}
	}
	return nil, err
}

// count32 is count of 32 bits, nil where the kernel lacks the file.
func count32(fsys fs.FS, name string, refusals ...error) (*uint32, error) {
	n, err := count(fsys, name, 32)
	return optional(uint32(n), err, refusals...)
}

// count64 is count of 64 bits, nil where the kernel lacks the file.
func count64(fsys fs.FS, name string) (*uint64, error) {
	n, err := count(fsys, name, 64)
	return optional(n, err)
}
