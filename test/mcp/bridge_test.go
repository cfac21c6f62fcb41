package mcp

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

func TestTheBridgeSaysThatATokenIsRefused(t *testing.T) {
	w := newWorld(t)
	transport := &mcp.CommandTransport{Command: w.command(t.Context(), "--bridge", w.listen(t), "--token-file", w.tokenFile(t, "another"))}
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), transport, nil)
	if err == nil {
		_ = session.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "does not take the token") {
		t.Errorf("got %v, want that the token is refused", err)
	}
}

func TestTheBridgeSendsTheTokenOfAKubeconfig(t *testing.T) {
	w := newWorld(t)
	command := w.command(context.WithoutCancel(t.Context()), "--bridge", w.listen(t), "--user-token")
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	text := "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: c, user: u}}]\n" +
		"clusters: [{name: c, cluster: {server: \"https://127.0.0.1:1\"}}]\nusers: [{name: u, user: {token: \"" + w.token(t, "netwhy") + "\"}}]\n"
	if err := os.WriteFile(kubeconfig, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	command.Env = w.Env(kubeconfig)
	if list, err := connect(t, &mcp.CommandTransport{Command: command}).ListTools(t.Context(), nil); err != nil || len(list.Tools) == 0 {
		t.Errorf("got %+v, %v", list, err)
	}
}
