package main

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
)

// open reads the index within an archive of [save]. Its blobs lie in a folder
// until done is called.
func open(file string) (all v1.ImageIndex, done func(), err error) {
	dir, err := os.MkdirTemp("", "netwhy-layout-")
	if err != nil {
		return nil, nil, fmt.Errorf("cannot make a folder for the layout: %w", err)
	}
	remove := func() { _ = os.RemoveAll(dir) } // of temporary files
	defer func() {
		if err != nil {
			remove()
		}
	}()
	if err := unpack(file, dir); err != nil {
		return nil, nil, fmt.Errorf("cannot unpack %s: %w", file, err)
	}
	named, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot read the layout of %s: %w", file, err)
	}
	list, err := named.IndexManifest()
	if err != nil {
		return nil, nil, fmt.Errorf("cannot read the index of %s: %w", file, err)
	}
	if len(list.Manifests) != 1 {
		return nil, nil, fmt.Errorf("cannot choose among %d images of %s", len(list.Manifests), file)
	}
	if all, err = named.ImageIndex(list.Manifests[0].Digest); err != nil {
		return nil, nil, fmt.Errorf("cannot read the image of %s: %w", file, err)
	}
	return all, remove, nil
}

func unpack(file, dir string) error {
	from, err := os.Open(file)
	if err != nil {
		return err
	}
	defer from.Close()
	for r := tar.NewReader(from); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if !filepath.IsLocal(h.Name) {
			return fmt.Errorf("%q leads out of the archive", h.Name)
		}
		name := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.Typeflag == tar.TypeDir {
			if err := os.MkdirAll(name, 0o755); err != nil {
				return err
			}
			continue
		}
		to, err := os.Create(name)
		if err != nil {
			return err
		}
		_, err = io.Copy(to, r)
		if err := errors.Join(err, to.Close()); err != nil {
			return err
		}
	}
}
