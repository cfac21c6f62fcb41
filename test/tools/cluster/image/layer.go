package main

import (
	"archive/tar"
	"bytes"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

// entry is a file of the image: a link if it has a target, a directory if it
// has no source either.
type entry struct{ source, target string }

// layerOf puts all files into one layer, sorted by path, without times.
func layerOf(files []string) ([]byte, error) {
	entries, err := parse(files)
	if err != nil {
		return nil, err
	}
	var layer bytes.Buffer
	w := tar.NewWriter(&layer)
	for _, at := range slices.Sorted(maps.Keys(entries)) {
		if err := add(w, at, entries[at]); err != nil {
			return nil, fmt.Errorf("cannot add /%s: %w", at, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("cannot end the layer: %w", err)
	}
	return layer.Bytes(), nil
}

func parse(files []string) (map[string]entry, error) {
	entries := map[string]entry{}
	for _, dir := range []string{"dev", "etc", "proc", "run", "sys", "tmp"} {
		entries[dir] = entry{}
	}
	for _, file := range files {
		source, at, found := strings.Cut(file, "=")
		clean := strings.TrimPrefix(path.Clean(at), "/")
		if !found || source == "" || source == "@" || !strings.HasPrefix(at, "/") || clean == "" {
			return nil, fmt.Errorf("%q is neither FILE=/path nor @TARGET=/link", file)
		}
		if _, taken := entries[clean]; taken {
			return nil, fmt.Errorf("/%s is given twice", clean)
		}
		e := entry{source: source}
		if target, link := strings.CutPrefix(source, "@"); link {
			e = entry{target: target}
		}
		entries[clean] = e
	}
	for _, at := range slices.Collect(maps.Keys(entries)) {
		for dir := path.Dir(at); dir != "."; dir = path.Dir(dir) {
			if e := entries[dir]; e != (entry{}) {
				return nil, fmt.Errorf("/%s is no directory, but /%s is in it", dir, at)
			}
			entries[dir] = entry{}
		}
	}
	return entries, nil
}

func add(w *tar.Writer, at string, e entry) error {
	switch {
	case e.target != "":
		return w.WriteHeader(&tar.Header{Typeflag: tar.TypeSymlink, Name: at, Linkname: e.target, Mode: 0o777})
	case e.source == "":
		mode := int64(0o755)
		if at == "tmp" {
			mode = 0o1777
		}
		return w.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: at + "/", Mode: mode})
	}
	data, err := os.ReadFile(e.source)
	if err != nil {
		return err
	}
	info, err := os.Stat(e.source)
	if err != nil {
		return err
	}
	// The bits that a umask changes are left out.
	mode := int64(0o644)
	if info.Mode()&0o100 != 0 {
		mode = 0o755
	}
	if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: at, Mode: mode, Size: int64(len(data))}); err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}
