package mcp

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// who is a tool that tells on whose behalf it is called.
func who(s *server.MCPServer) {
	s.AddTool(mcp.NewTool("who"), func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultText("called by " + callerOf(ctx).Name + " at " + callerOf(ctx).Face), nil
	})
}

// Proxies tell by such headers who a user is, and servers behind them believe it.
var forged = []string{
	"X-Forwarded-User", "X-Remote-User", "X-Remote-Group", "Remote-User", "X-Auth-Request-User", "X-Auth-Request-Email", "X-Forwarded-Email",
	"Impersonate-User", "Impersonate-Group", "X-Ms-Client-Principal-Name", "X-Goog-Authenticated-User-Email", "Mcp-Session-Id", "Cookie", "Proxy-Authorization",
}

func TestNoHeaderMakesSomebodyOfAnother(t *testing.T) {
	web, _ := listen(t, who)
	ask := func(change func(*http.Request)) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, web.URL+"/mcp?access_token=ann&user=ann",
			strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"who","_meta":{"user":"ann","io.modelcontextprotocol/user":"ann"}}}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json, text/event-stream")
		r.Header.Set("Authorization", "Bearer bob")
		change(r)
		response, err := web.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(text)
	}
	for _, header := range append(slices.Clone(forged), "X-Nothing") {
		if status, says := ask(func(r *http.Request) { r.Header.Set(header, "ann") }); status != http.StatusOK || !strings.Contains(says, "called by bob at mcp") {
			t.Errorf("with %s: %d, %s", header, status, says)
		}
		if status, _ := ask(func(r *http.Request) { r.Header.Set(header, "ann"); r.Header.Del("Authorization") }); status != http.StatusUnauthorized {
			t.Errorf("with %s and no token: %d", header, status)
		}
	}
	// Nor does a header make this server another, or a page of elsewhere one of its own.
	here := strings.TrimPrefix(web.URL, "http://")
	for _, header := range []string{"X-Forwarded-Host", "X-Original-Host", "Forwarded", "X-Host", "Referer", "X-Forwarded-For"} {
		if status, _ := ask(func(r *http.Request) { r.Host = "evil.example"; r.Header.Set(header, here) }); status != http.StatusMisdirectedRequest {
			t.Errorf("with %s, another host is answered %d", header, status)
		}
		if status, _ := ask(func(r *http.Request) { r.Header.Set("Origin", "https://evil.example"); r.Header.Set(header, here) }); status != http.StatusForbidden {
			t.Errorf("with %s, a page of elsewhere is answered %d", header, status)
		}
	}
	for _, host := range []string{here + ".evil.example", "evil.example@" + here, "localhost", here + ":80"} {
		if status, says := ask(func(r *http.Request) { r.Host = host }); status < 400 {
			t.Errorf("host %q is answered %d, %s", host, status, says)
		}
		if status, says := ask(func(r *http.Request) { r.Header.Set("Origin", "http://"+host) }); status != http.StatusForbidden {
			t.Errorf("origin %q is answered %d, %s", host, status, says)
		}
	}
}
