package mcp

import (
	"net/http"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// pretending adds to every request what a proxy would tell a user by.
type pretending struct{ next http.RoundTripper }

func (p pretending) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	for _, header := range []string{"Impersonate-User", "Impersonate-Group", "X-Remote-User", "X-Remote-Group", "X-Forwarded-User"} {
		r.Header.Set(header, "system:masters")
	}
	return p.next.RoundTrip(r)
}

// TestNobodyBecomesAnotherAtTheAPIServer has an account without any rights
// pretend to be the cluster's masters.
func TestNobodyBecomesAnotherAtTheAPIServer(t *testing.T) {
	w := newWorld(t)
	if err := w.Apply(t.Context(), []byte("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: nobody, namespace: shop}\n")); err != nil {
		t.Fatal(err)
	}
	token, err := w.Kubectl(t.Context(), "create", "token", "nobody", "-n", "shop", "--audience", "netwhy")
	if err != nil {
		t.Fatal(err)
	}
	at := w.listen(t)
	refused := &mcp.StreamableClientTransport{Endpoint: at, HTTPClient: &http.Client{Transport: pretending{bearing{strings.TrimSpace(token)}}}}
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), refused, nil)
	if err == nil {
		_ = session.Close()
		t.Error("an account without rights is let in")
	}
	// Who is let in asks as who they are, too.
	let := &mcp.StreamableClientTransport{Endpoint: at, HTTPClient: &http.Client{Transport: pretending{bearing{w.token(t, "netwhy")}}}}
	got, err := connect(t, let).CallTool(t.Context(), &mcp.CallToolParams{Name: "kubectl_list", Arguments: map[string]any{"resource": "pods", "namespace": "shop"}})
	if err != nil || got.IsError {
		t.Errorf("got %+v, %v", got, err)
	}
	if n := w.pretended.Load(); n > 0 {
		t.Errorf("%d requests to the API server pretend to be somebody", n)
	}
}
