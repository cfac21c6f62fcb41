package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// task is a tool above the readings: it has a typed answer, and an output schema.
type task struct {
	name, title, says string
	enums             map[string][]string
	active            bool // it may send DNS queries
}

// newTask makes an MCP tool of a typed handler.
func newTask[In, Out any](t task, handle func(context.Context, In) (Out, error)) (server.ServerTool, error) {
	in, err := jsonschema.For[In](nil)
	if err != nil {
		return server.ServerTool{}, fmt.Errorf("cannot make a schema for tool %s: %w", t.name, err)
	}
	lists(in)
	for field, values := range t.enums {
		for _, v := range values {
			in.Properties[field].Enum = append(in.Properties[field].Enum, v)
		}
	}
	out, err := outputOf[Out]()
	if err != nil {
		return server.ServerTool{}, fmt.Errorf("cannot make an output schema for tool %s: %w", t.name, err)
	}
	resolved, err := in.Resolve(nil)
	if err != nil {
		return server.ServerTool{}, fmt.Errorf("cannot resolve the schema of tool %s: %w", t.name, err)
	}
	published, err := declare(t.name, t.title, t.says, in, out, t.active)
	if err != nil {
		return server.ServerTool{}, err
	}
	return server.ServerTool{Tool: published, Handler: func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		var args In
		if err := arguments(request, resolved, &args); err != nil {
			return mcp.NewToolResultError(err.Error()), nil
		}
		answer, err := handle(ctx, args)
		if err != nil {
			return mcp.NewToolResultError(err.Error()), nil
		}
		return structured(answer)
	}}, nil
}

// arguments holds a call's arguments against the schema, in words that a model
// can mend its call by.
func arguments(request mcp.CallToolRequest, schema *jsonschema.Resolved, into any) error {
	loose := request.GetArguments()
	if loose == nil {
		loose = map[string]any{}
	}
	if err := schema.Validate(loose); err != nil {
		return fmt.Errorf("cannot use the arguments of %s: %w", request.Params.Name, err)
	}
	raw, err := json.Marshal(loose)
	if err != nil {
		return fmt.Errorf("cannot read the arguments of %s: %w", request.Params.Name, err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("cannot read the arguments of %s: %w", request.Params.Name, err)
	}
	return nil
}

// structured is an answer as data, and the same as text for clients that take
// no data.
func structured(answer any) (*mcp.CallToolResult, error) {
	text, err := json.Marshal(answer)
	if err != nil {
		return nil, fmt.Errorf("cannot write the result: %w", err)
	}
	return mcp.NewToolResultStructured(json.RawMessage(text), string(text)), nil
}

// outputOf is the schema of an answer.
func outputOf[Out any]() (*jsonschema.Schema, error) {
	// By itself, raw JSON would be a list of bytes. All that is read are objects, and
	// some clients take no schema that says nothing.
	s, err := jsonschema.For[Out](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{reflect.TypeFor[json.RawMessage](): {Type: "object"}}})
	if err != nil {
		return nil, err
	}
	lists(s)
	return s, nil
}

// lists says of every list that it is one: by default it could be null, too,
// and no answer here has a list that is.
func lists(s *jsonschema.Schema) {
	if slices.Contains(s.Types, "array") {
		s.Type, s.Types = "array", nil
	}
	for _, p := range s.Properties {
		lists(p)
	}
	if s.Items != nil {
		lists(s.Items)
	}
}
