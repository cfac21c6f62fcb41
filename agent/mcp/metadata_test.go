package mcp

import (
	"encoding/json"
	"net/http"
	"reflect"
	"testing"
)

func TestWhereTokensAreToBeHad(t *testing.T) {
	web, _ := listen(t)
	for _, path := range []string{"/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"} {
		response, err := web.Client().Get(web.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.NewDecoder(response.Body).Decode(&got); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		_ = response.Body.Close()
		want := map[string]any{
			"resource": "https://netwhy.example/mcp", "authorization_servers": []any{"https://issuer.example"},
			"scopes_supported": []any{"netwhy"}, "bearer_methods_supported": []any{"header"},
		}
		if response.StatusCode != http.StatusOK || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %d, %v, want %v", path, response.StatusCode, got, want)
		}
	}
	for _, resource := range []string{"", "mcp", "https://netwhy.example/mcp/", "https://netwhy.example/mcp?x"} {
		if _, err := (&Metadata{Resource: resource}).told(nil); err == nil {
			t.Errorf("%q is told of", resource)
		}
	}
	if _, err := (&Metadata{Resource: "https://netwhy.example/mcp", Scopes: []string{`a", error="b`}}).told(nil); err == nil {
		t.Error("a scope can end its quotes")
	}
}
