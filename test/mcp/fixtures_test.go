package mcp

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
	netwhy "github.com/netwhy/netwhy/agent/mcp"
	"github.com/netwhy/netwhy/agent/tool"
)

// What the suite wants to be answered: a picture of one pixel, and silence.
const (
	picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="
	silence = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA="
)

func text(s string) mcp.Content { return mcp.NewTextContent(s) }

func embedded(uri, sort, s string) mcp.Content {
	return mcp.NewEmbeddedResource(mcp.TextResourceContents{URI: uri, MIMEType: sort, Text: s})
}

// fixtures is a server by the product's own constructor, behind its own
// middleware, with what the suite expects to find on one.
func fixtures(t *testing.T) string {
	t.Helper()
	registry, err := tool.NewRegistry(nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := netwhy.New(registry, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	tools(s)
	resources(s)
	prompts(s)
	web := httptest.NewUnstartedServer(nil)
	web.Config.Handler, err = netwhy.Handler(s, netwhy.HTTP{
		Hosts: []string{web.Listener.Addr().String()},
		// It bears no token, and asks more often than one caller may.
		Identify: func(r *http.Request) (tool.Caller, error) { return tool.Caller{Name: r.RemoteAddr}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	web.Start()
	t.Cleanup(web.Close)
	return web.URL + "/mcp"
}

func tools(s *server.MCPServer) {
	for name, content := range map[string][]mcp.Content{
		"test_simple_text":       {text("This is a simple text response for testing.")},
		"test_image_content":     {mcp.NewImageContent(picture, "image/png")},
		"test_audio_content":     {mcp.NewAudioContent(silence, "audio/wav")},
		"test_embedded_resource": {embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")},
		"test_multiple_content_types": {
			text("Multiple content types test:"), mcp.NewImageContent(picture, "image/png"),
			embedded("test://mixed-content-resource", "application/json", `{"test":"data","value":123}`),
		},
	} {
		s.AddTool(mcp.NewTool(name, mcp.WithDescription("A fixture")), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return &mcp.CallToolResult{Content: content}, nil
		})
	}
	s.AddTool(mcp.NewTool("test_error_handling", mcp.WithDescription("A fixture that fails")), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		panic("This tool intentionally returns an error for testing")
	})
	s.AddTool(mcp.NewToolWithRawSchema("json_schema_2020_12_tool", "A fixture with a schema that says more", []byte(`{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": false,
		"$defs": {"address": {"type": "object", "properties": {"street": {"type": "string"}, "city": {"type": "string"}}}},
		"properties": {"name": {"type": "string"}, "address": {"$ref": "#/$defs/address"}}}`)),
		func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return mcp.NewToolResultText("called"), nil
		})
	s.AddTool(mcp.NewTool("test_tool_with_progress", mcp.WithDescription("A fixture that tells its progress")),
		func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			for _, done := range []int{0, 50, 100} {
				time.Sleep(50 * time.Millisecond) // as the suite demands of the fixture
				netwhy.Progress(ctx)("step", done, 100)
			}
			return mcp.NewToolResultText("done"), nil
		})
}

func resources(s *server.MCPServer) {
	s.AddResource(mcp.NewResource("test://static-text", "text", mcp.WithResourceDescription("A fixture"), mcp.WithMIMEType("text/plain")),
		func(context.Context, mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			return []mcp.ResourceContents{mcp.TextResourceContents{URI: "test://static-text", MIMEType: "text/plain", Text: "This is the content of the static text resource."}}, nil
		})
	s.AddResource(mcp.NewResource("test://static-binary", "binary", mcp.WithResourceDescription("A fixture"), mcp.WithMIMEType("image/png")),
		func(context.Context, mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			return []mcp.ResourceContents{mcp.BlobResourceContents{URI: "test://static-binary", MIMEType: "image/png", Blob: picture}}, nil
		})
	s.AddResourceTemplate(mcp.NewResourceTemplate("test://template/{id}/data", "template", mcp.WithTemplateDescription("A fixture"), mcp.WithTemplateMIMEType("application/json")),
		func(_ context.Context, request mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			id := strings.Split(request.Params.URI, "/")[3]
			return []mcp.ResourceContents{mcp.TextResourceContents{
				URI: request.Params.URI, MIMEType: "application/json", Text: fmt.Sprintf(`{"id":%q,"templateTest":true,"data":"Data for ID: %s"}`, id, id),
			}}, nil
		})
}

func prompts(s *server.MCPServer) {
	prompt := func(name string, args []string, says func(map[string]string) []mcp.Content) {
		options := []mcp.PromptOption{mcp.WithPromptDescription("A fixture")}
		for _, a := range args {
			options = append(options, mcp.WithArgument(a, mcp.RequiredArgument()))
		}
		s.AddPrompt(mcp.NewPrompt(name, options...), func(_ context.Context, request mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			var messages []mcp.PromptMessage
			for _, c := range says(request.Params.Arguments) {
				messages = append(messages, mcp.NewPromptMessage(mcp.RoleUser, c))
			}
			return mcp.NewGetPromptResult("A fixture", messages), nil
		})
	}
	prompt("test_simple_prompt", nil, func(map[string]string) []mcp.Content {
		return []mcp.Content{text("This is a simple prompt for testing.")}
	})
	prompt("test_prompt_with_arguments", []string{"arg1", "arg2"}, func(args map[string]string) []mcp.Content {
		return []mcp.Content{text(fmt.Sprintf("Prompt with arguments: arg1='%s', arg2='%s'", args["arg1"], args["arg2"]))}
	})
	prompt("test_prompt_with_embedded_resource", []string{"resourceUri"}, func(args map[string]string) []mcp.Content {
		return []mcp.Content{embedded(args["resourceUri"], "text/plain", "Embedded resource content for testing."), text("Please process the embedded resource above.")}
	})
	prompt("test_prompt_with_image", nil, func(map[string]string) []mcp.Content {
		return []mcp.Content{mcp.NewImageContent(picture, "image/png"), text("What does the image above show?")}
	})
}
