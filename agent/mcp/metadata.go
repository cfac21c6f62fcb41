package mcp

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Metadata is the document of RFC 9728: which resource this is, and who issues
// tokens for it.
type Metadata struct {
	Resource string   `json:"resource"` // the address that clients call
	Issuers  []string `json:"authorization_servers"`
	Scopes   []string `json:"scopes_supported"`
}

const wellKnown = "/.well-known/oauth-protected-resource"

// challenge tells who has no token where to read on.
func (m *Metadata) challenge() string {
	at, err := url.Parse(m.Resource)
	if err != nil {
		return "" // told has refused it
	}
	return fmt.Sprintf(` resource_metadata="%s", scope="%s"`,
		(&url.URL{Scheme: at.Scheme, Host: at.Host, Path: wellKnown + at.Path}).String(), strings.Join(m.Scopes, " "))
}

// told serves the document to anybody, and the rest as before. It lies where the
// RFC puts it, after whose well-known path that of the resource follows, and at
// the root, where some clients look.
func (m *Metadata) told(next http.Handler) (http.Handler, error) {
	at, err := url.Parse(m.Resource)
	if err != nil || at.Host == "" || at.RawQuery != "" || at.Fragment != "" || strings.HasSuffix(at.Path, "/") {
		return nil, fmt.Errorf("cannot tell of the resource %q: want an address without a slash at its end", m.Resource)
	}
	if strings.ContainsAny(strings.Join(m.Scopes, " "), "\"\\\r\n") {
		return nil, fmt.Errorf("cannot ask for the scopes %q", m.Scopes)
	}
	text, err := json.Marshal(struct {
		*Metadata
		Methods []string `json:"bearer_methods_supported"`
	}{m, []string{"header"}})
	if err != nil {
		return nil, fmt.Errorf("cannot write the resource's metadata: %w", err)
	}
	document := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(text)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+wellKnown, document)
	if at.Path != "" {
		mux.HandleFunc("GET "+wellKnown+at.EscapedPath(), document)
	}
	mux.Handle("/", next)
	return mux, nil
}
