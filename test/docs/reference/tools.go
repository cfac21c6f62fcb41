package reference

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// kubeconfig names a cluster that nobody asks: tools are listed without one.
const kubeconfig = `apiVersion: v1
kind: Config
clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: none, user: {}}]
contexts: [{name: none, context: {cluster: none, user: none}}]
current-context: none
`

type schema struct {
	Type        any               `json:"type"`
	Description string            `json:"description"`
	Enum        []any             `json:"enum"`
	Properties  map[string]schema `json:"properties"`
	Required    []string          `json:"required"`
	Items       *schema           `json:"items"`
}

// listed is a tool as an IDE is told of it.
type listed struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Annotations struct {
		Title     string `json:"title"`
		ReadOnly  bool   `json:"readOnlyHint"`
		OpenWorld bool   `json:"openWorldHint"`
	} `json:"annotations"`
	Input schema `json:"inputSchema"`
}

// listTools asks "netwhy mcp" what it offers.
func listTools(ctx context.Context, program string) ([]listed, error) {
	home, err := os.MkdirTemp("", "netwhy-tools-")
	if err != nil {
		return nil, fmt.Errorf("cannot make a home for the program: %w", err)
	}
	defer func() { _ = os.RemoveAll(home) }()
	file := filepath.Join(home, "kubeconfig")
	if err := os.WriteFile(file, []byte(kubeconfig), 0o600); err != nil {
		return nil, fmt.Errorf("cannot write a kubeconfig: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "mcp", "--kubeconfig", file)
	cmd.Env = []string{"HOME=" + home}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("cannot speak with %s: %w", program, err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("cannot speak with %s: %w", program, err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start %s: %w", program, err)
	}
	defer func() { _ = cmd.Wait() }() // it ends with its input
	defer func() { _ = in.Close() }()
	fmt.Fprintln(in, `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"docs","version":"1"}}}`)
	fmt.Fprintln(in, `{"jsonrpc":"2.0","method":"notifications/initialized"}`) //nolint:misspell // the protocol's word
	fmt.Fprintln(in, `{"jsonrpc":"2.0","id":2,"method":"tools/list"}`)
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return nil, fmt.Errorf("cannot list the tools of %s: %w", program, err)
		}
		var answer struct {
			ID     int `json:"id"`
			Result struct {
				Tools []listed `json:"tools"`
			} `json:"result"`
		}
		if err := json.Unmarshal(line, &answer); err != nil {
			return nil, fmt.Errorf("cannot understand %s: %w", program, err)
		}
		if answer.ID == 2 {
			return answer.Result.Tools, nil
		}
	}
}

func toolsPage(tools []listed) []byte {
	var b strings.Builder
	b.WriteString(mark + "# Tools\n\nWhat `netwhy mcp`, and `/mcp` of a server, offer an IDE; [mcp.md](../mcp.md) tells how to connect. All of them only read.\n")
	slices.SortFunc(tools, func(a, b listed) int { return strings.Compare(a.Name, b.Name) })
	for _, t := range tools {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", t.Name, cell(t.Description))
		if len(t.Input.Properties) == 0 {
			continue
		}
		b.WriteString("\n| Argument | Type | Required | |\n|---|---|---|---|\n")
		names := make([]string, 0, len(t.Input.Properties))
		for name := range t.Input.Properties {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			p := t.Input.Properties[name]
			required := ""
			if slices.Contains(t.Input.Required, name) {
				required = "yes"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", name, kindOf(p), required, cell(p.Description+oneOf(p)))
		}
	}
	return []byte(b.String())
}

func kindOf(s schema) string {
	kind := fmt.Sprint(s.Type)
	if list, ok := s.Type.([]any); ok { // a list of types stands for what may be left out
		var kinds []string
		for _, k := range list {
			if k != "null" {
				kinds = append(kinds, fmt.Sprint(k))
			}
		}
		kind = strings.Join(kinds, " or ")
	}
	if s.Items != nil {
		return kind + " of " + kindOf(*s.Items)
	}
	return kind
}

func oneOf(s schema) string {
	if len(s.Enum) == 0 {
		return ""
	}
	words := make([]string, len(s.Enum))
	for i, v := range s.Enum {
		words[i] = fmt.Sprintf("`%v`", v)
	}
	return " One of " + strings.Join(words, ", ") + "."
}

// cell is a text that fits into a table.
func cell(text string) string {
	return strings.TrimSpace(strings.NewReplacer("\n", " ", "|", `\|`).Replace(text))
}
