package recorded

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"
)

// Bounds of what is read, so that hostile files cannot exhaust memory.
const (
	mostFile  = 256 << 20 // bytes of one file, unpacked
	mostFiles = 50_000
	mostDepth = 20 // folders within folders
)

// File is one file of those that were given.
type File struct {
	Name string // as whoever gave it knows it
	Time time.Time
	open func() (io.ReadCloser, error)
}

// Open opens the file, unpacked, and ends with an error behind a bound.
func (f File) Open(most int64) (io.ReadCloser, error) {
	from, err := f.open()
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", f.Name, err)
	}
	opened := &bounded{from: from, name: f.Name, left: most}
	if strings.HasSuffix(f.Name, ".gz") {
		unpacked, err := gzip.NewReader(from)
		if err != nil {
			_ = from.Close() // nothing was written
			return nil, fmt.Errorf("cannot read %s: %w", f.Name, err)
		}
		opened.unpacked = unpacked
	}
	return opened, nil
}

// bounded reads up to a bound.
type bounded struct {
	from     io.ReadCloser
	unpacked io.Reader // of what is packed
	name     string
	left     int64
}

// Read implements [io.Reader].
func (b *bounded) Read(p []byte) (int, error) {
	from := io.Reader(b.from)
	if b.unpacked != nil {
		from = b.unpacked
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := from.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("cannot read %s: it holds more than is ever read of such a file", b.name)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("cannot read %s: %w", b.name, err)
	}
	return n, err
}

// Close implements [io.Closer].
func (b *bounded) Close() error { return b.from.Close() }

// text is all of a file.
func (f File) text() ([]byte, error) {
	from, err := f.Open(mostFile)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	data, err := io.ReadAll(from)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("cannot read %s: it is no text in UTF-8", f.Name)
	}
	return bytes.TrimPrefix(data, []byte("\ufeff")), nil
}

// Single is one file that was named.
func Single(path string) (File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return File{}, fmt.Errorf("cannot read the file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return File{}, fmt.Errorf("cannot read %s: it is no regular file", path)
	}
	return File{Name: path, Time: info.ModTime(), open: func() (io.ReadCloser, error) { return os.Open(path) }}, nil
}

// base is the name of the file without its folders.
func (f File) base() string { return filepath.Base(filepath.ToSlash(f.Name)) }
