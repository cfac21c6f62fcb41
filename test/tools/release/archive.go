package main

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
)

// save writes an index as an OCI layout in one archive, which
// "ctr images import" and "skopeo copy oci-archive:" read.
func save(to, ref string, all v1.ImageIndex) (err error) {
	dir, err := os.MkdirTemp(filepath.Dir(to), ".layout-")
	if err != nil {
		return fmt.Errorf("cannot make a folder for the layout: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	named := mutate.AppendManifests(empty.Index, mutate.IndexAddendum{Add: all, Descriptor: v1.Descriptor{Annotations: map[string]string{
		"io.containerd.image.name":          ref,
		"org.opencontainers.image.ref.name": ref,
	}}})
	if _, err := layout.Write(dir, named); err != nil {
		return fmt.Errorf("cannot write the layout: %w", err)
	}
	file, err := os.Create(to)
	if err != nil {
		return fmt.Errorf("cannot write the archive: %w", err)
	}
	if err := errors.Join(pack(file, dir), file.Close()); err != nil { // half an archive must not look like a whole one
		return fmt.Errorf("cannot write %s: %w", to, errors.Join(err, os.Remove(to)))
	}
	return nil
}

// pack archives a folder, sorted, without times and owners.
func pack(to io.Writer, dir string) error {
	w := tar.NewWriter(to)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return w.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: filepath.ToSlash(name) + "/", Mode: 0o755})
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return err
		}
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: filepath.ToSlash(name), Mode: 0o644, Size: info.Size()}); err != nil {
			return err
		}
		_, err = io.Copy(w, file)
		return err
	})
	return errors.Join(err, w.Close())
}
