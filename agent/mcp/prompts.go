package mcp

import (
	"context"
	"fmt"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
	"github.com/netwhy/netwhy/checks"
)

// common are questions that people have often. What is in braces is asked for.
var common = []struct{ name, says, asks string }{
	{"cannot-reach", "Why can one thing not reach another?", "{from} cannot reach {to}. Use the tool investigate with this question, then explain the root cause, what proves it, and the commands that mend it."},
	{"dns-fails", "Why do names not resolve?", "DNS look-ups fail in namespace {namespace}. Use the tool investigate with this question, then explain the root cause and what proves it."},
	{"is-it-healthy", "Is the network of a namespace healthy?", "Is the network of namespace {namespace} healthy? Use the tool investigate with this question. Do not say healthy if the status is unknown: say what could not be seen."},
	{"may-it-call", "Do network policies let one end call another?", "May {from} call {to}? Use the tool explain_path, then name the rule that decides."},
}

func prompts(s *server.MCPServer) {
	for _, p := range common {
		options := []mcp.PromptOption{mcp.WithPromptDescription(p.says)}
		var names []string
		for _, name := range []string{"from", "to", "namespace"} {
			if strings.Contains(p.asks, "{"+name+"}") {
				names = append(names, name)
				options = append(options, mcp.WithArgument(name, mcp.RequiredArgument()))
			}
		}
		s.AddPrompt(mcp.NewPrompt(p.name, options...), func(_ context.Context, request mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			pairs := make([]string, 0, 2*len(names))
			for _, name := range names {
				value := strings.TrimSpace(request.Params.Arguments[name])
				if value == "" {
					return nil, fmt.Errorf("prompt %s needs the argument %q", p.name, name)
				}
				pairs = append(pairs, "{"+name+"}", checks.Clean(value, 200))
			}
			text := strings.NewReplacer(pairs...).Replace(p.asks)
			return mcp.NewGetPromptResult(p.says, []mcp.PromptMessage{mcp.NewPromptMessage(mcp.RoleUser, mcp.NewTextContent(text))}), nil
		})
	}
}
