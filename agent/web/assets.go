package web

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// What "make ui" built of ui.
//
//go:embed ui/dist
var built embed.FS

// asset is a file of the page, as it is and compressed.
type asset struct {
	kind        string
	plain, gzip []byte
}

// assets are all files of the page. Any other path is the page itself, which
// reads the path.
type assets map[string]asset

func newAssets() (assets, error) {
	all := assets{}
	root, err := fs.Sub(built, "ui/dist")
	if err != nil {
		return nil, fmt.Errorf("cannot open the page's files: %w", err)
	}
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		var small bytes.Buffer
		out, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
		if err != nil {
			return err
		}
		// A buffer takes whatever is written to it.
		_, _ = out.Write(data)
		_ = out.Close()
		all["/"+name] = asset{mime.TypeByExtension(path.Ext(name)), data, small.Bytes()}
		return nil
	})
	if _, there := all["/index.html"]; err == nil && !there {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the page's files: %w", err)
	}
	return all, nil
}

func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, there := a[r.URL.Path]
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		http.Error(w, "want GET", http.StatusMethodNotAllowed)
		return
	case there && strings.HasPrefix(r.URL.Path, "/assets/"):
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable") // their names are digests
	case !there && strings.Contains(path.Base(r.URL.Path), "."):
		http.NotFound(w, r)
		return
	case !there:
		file = a["/index.html"]
	}
	w.Header().Set("Content-Type", file.kind)
	w.Header().Set("Vary", "Accept-Encoding")
	data := file.plain
	if takesGzip(r) {
		w.Header().Set("Content-Encoding", "gzip")
		data = file.gzip
	}
	_, _ = w.Write(data)
}
