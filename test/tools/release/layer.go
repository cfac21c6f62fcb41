package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// layer holds all of an image's files: there is no base, and no shell.
func layer(p program, binary string, licences []member, at time.Time) (v1.Layer, error) {
	program, err := os.ReadFile(binary)
	if err != nil {
		return nil, fmt.Errorf("cannot read the binary: %w", err)
	}
	w := writer{at: at}
	w.tar = tar.NewWriter(&w.to)
	if p.roots {
		w.folder(folder{"etc", 0o755, false})
		w.folder(folder{"etc/ssl", 0o755, false})
		w.folder(folder{"etc/ssl/certs", 0o755, false})
		w.file("etc/ssl/certs/ca-certificates.crt", 0o644, roots())
	} else {
		w.folder(folder{"etc", 0o755, false})
	}
	w.file("etc/passwd", 0o644, fmt.Appendf(nil, "root:x:0:0:root:/:/sbin/nologin\nnonroot:x:%d:%d:nonroot:/:/sbin/nologin\n", user, user))
	w.file("etc/group", 0o644, fmt.Appendf(nil, "root:x:0:\nnonroot:x:%d:\n", user))
	w.folder(folder{"licenses", 0o755, false})
	for _, l := range licences {
		w.file("licenses/"+l.name, l.mode, l.data)
	}
	for _, f := range p.folders {
		w.folder(f)
	}
	w.file(strings.TrimPrefix(path.Clean(p.binary), "/"), 0o755, program)
	if w.err == nil {
		w.err = w.tar.Close()
	}
	if w.err != nil {
		return nil, fmt.Errorf("cannot write the layer: %w", w.err)
	}
	data := w.to.Bytes()
	return tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }, tarball.WithMediaType(types.OCILayer), tarball.WithCompressionLevel(gzip.DefaultCompression))
}

// writer keeps the first error.
type writer struct {
	to  bytes.Buffer
	tar *tar.Writer
	at  time.Time
	err error
}

func (w *writer) folder(f folder) {
	h := tar.Header{Typeflag: tar.TypeDir, Name: f.path + "/", Mode: f.mode}
	if f.own {
		h.Uid, h.Gid = user, user
	}
	w.write(h, nil)
}

func (w *writer) file(name string, mode int64, data []byte) {
	w.write(tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: mode, Size: int64(len(data))}, data)
}

func (w *writer) write(h tar.Header, data []byte) {
	if w.err != nil {
		return
	}
	h.ModTime = w.at
	if w.err = w.tar.WriteHeader(&h); w.err == nil {
		_, w.err = w.tar.Write(data)
	}
}
