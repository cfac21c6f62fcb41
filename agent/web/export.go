package web

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/netwhy/netwhy/agent/report"
)

// export is a turn as a file: the report as html, md or json, or the bundle as zip.
func (s *Server) export(w http.ResponseWriter, r *http.Request, _ string, _ Conversation, t *Turn) {
	format := r.PathValue("format")
	kinds := map[string]string{
		"html": "text/html; charset=utf-8", "md": "text/markdown; charset=utf-8", "json": "application/json; charset=utf-8", "zip": "application/zip",
	}
	if kinds[format] == "" || len(t.Report) == 0 {
		s.fail(w, r, errNothing)
		return
	}
	data := t.Bundle
	if format != "zip" {
		found, err := reportOf(t)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		var out bytes.Buffer
		if err := report.Write(&out, format, found, report.Options{}); err != nil {
			s.fail(w, r, err)
			return
		}
		data = out.Bytes()
	}
	w.Header().Set("Content-Type", kinds[format])
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="netwhy-%s.%s"`, t.Asked.UTC().Format("20060102-150405"), format))
	_, _ = w.Write(data)
}
