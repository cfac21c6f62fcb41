package web

import (
	"compress/gzip"
	"net/http"
	"strings"
)

// squeezed compresses JSON and text for who takes it so; a stream and an archive
// pass as they are.
func squeezed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/api/") {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Vary", "Accept-Encoding")
		if !takesGzip(r) {
			next.ServeHTTP(w, r)
			return
		}
		press := &press{ResponseWriter: w}
		next.ServeHTTP(press, r)
		if press.out != nil {
			_ = press.out.Close() // who reads may be gone
		}
	})
}

func takesGzip(r *http.Request) bool {
	for offer := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(offer, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.Trim(weight, "q=0.") != "" || weight == ""
		}
	}
	return false
}

// press compresses what is written, once the headers say that it is text.
type press struct {
	http.ResponseWriter
	out    *gzip.Writer
	headed bool
}

var pressed = []string{"application/json", "text/html", "text/markdown"}

func (p *press) WriteHeader(status int) {
	kind, _, _ := strings.Cut(p.Header().Get("Content-Type"), ";")
	for _, k := range pressed {
		if k == kind && !p.headed {
			p.Header().Set("Content-Encoding", "gzip")
			p.out = gzip.NewWriter(p.ResponseWriter)
		}
	}
	p.headed = true
	p.ResponseWriter.WriteHeader(status)
}

func (p *press) Write(data []byte) (int, error) {
	if !p.headed {
		p.WriteHeader(http.StatusOK)
	}
	if p.out != nil {
		return p.out.Write(data)
	}
	return p.ResponseWriter.Write(data)
}

// Unwrap lets a stream flush.
func (p *press) Unwrap() http.ResponseWriter { return p.ResponseWriter }
