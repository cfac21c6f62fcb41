package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/netwhy/netwhy/agent/archive"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/agent/store"
)

// export is a turn as a file: the report as html, md or json, or the bundle as zip.
func (s *Server) export(w http.ResponseWriter, r *http.Request, at place, t store.Turn) {
	format := r.PathValue("format")
	kinds := map[string]string{
		"html": "text/html; charset=utf-8", "md": "text/markdown; charset=utf-8", "json": "application/json; charset=utf-8", "zip": "application/zip",
	}
	if kinds[format] == "" || len(t.Report) == 0 {
		s.fail(w, r, store.ErrAbsent)
		return
	}
	data, err := s.exported(r.Context(), at, t, format)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", kinds[format])
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="netwhy-%s.%s"`, t.Asked.UTC().Format("20060102-150405"), format))
	_, _ = w.Write(data)
}

func (s *Server) exported(ctx context.Context, at place, t store.Turn, format string) ([]byte, error) {
	if format == "zip" {
		return s.Store.Bundle(ctx, at.owner, at.id, t.Number)
	}
	found, err := archive.Report(t)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = report.Write(&out, format, found, report.Options{})
	return out.Bytes(), err
}
