package tool

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Reading is what a tool returns: a list of JSON items.
type Reading struct {
	Items []json.RawMessage `json:"items"`
	// Bound says what limits a sample, such as "last 200 lines of 2 pods".
	Bound string `json:"bound,omitempty"`
	// At is when it was read, where that was before it was asked for; see [Since].
	At time.Time `json:"-"`
	// Omitted counts items left out to keep a result for a reader short.
	Omitted int `json:"omitted,omitempty"`
	// Decoded is what Items says, as the list that its kind of evidence decodes
	// them to, if the tool has it; so that it is not decoded again.
	Decoded any `json:"-"`
	// Ordered reports that Items are as [evidence.SealOrdered] wants them.
	Ordered bool `json:"-"`
}

// Failure is why a reading is missing, with a reason of the closed set.
type Failure struct {
	Reason evidence.Reason
	Needs  string // what would make it work, such as the missing permission
	Err    error
}

func (f *Failure) Error() string {
	text := string(f.Reason)
	if f.Needs != "" {
		text += ": needs " + f.Needs
	}
	if f.Err != nil {
		text += ": " + f.Err.Error()
	}
	return text
}

func (f *Failure) Unwrap() error { return f.Err }

// Tool is one way to read.
type Tool struct {
	Name, Title, Description string
	Effect                   evidence.Effect
	Timeout                  time.Duration
	AtOnce                   int
	Arguments                *jsonschema.Schema
	Item                     *jsonschema.Schema // of what a reading lists; nil is any JSON

	decode func(json.RawMessage) (any, error)
	needs  func(any) []Access
	invoke func(context.Context, any) (Reading, error)
	places chan struct{} // of the registry that holds the tool
}

// Spec names and describes a tool.
type Spec struct {
	Name, Title, Description string
	Effect                   evidence.Effect
	Timeout                  time.Duration // of one call
	// AtOnce bounds the calls that are under way at once. It is for tools that
	// mostly wait, each time for somebody else; 0 shares [DefaultConcurrency].
	AtOnce int
	// Enums restrict string arguments to closed lists.
	Enums map[string][]string
	// Item is the type of what a reading lists, where it is always the same.
	Item reflect.Type
}

// New makes a tool of what a call needs to be allowed, and of a typed handler.
// Without needs it is for those alone who read with [Own] rights. The schema of
// its arguments follows from In; a field is required unless it is tagged omitempty.
func New[In any](spec Spec, needs func(In) []Access, handler func(context.Context, In) (Reading, error)) (Tool, error) {
	schema, err := jsonschema.For[In](nil)
	if err != nil {
		return Tool{}, fmt.Errorf("cannot make a schema for tool %s: %w", spec.Name, err)
	}
	for field, values := range spec.Enums {
		property := schema.Properties[field]
		if property == nil {
			return Tool{}, fmt.Errorf("cannot restrict argument %q of tool %s: it has none of that name", field, spec.Name)
		}
		for _, v := range values {
			property.Enum = append(property.Enum, v)
		}
	}
	resolved, err := schema.Resolve(nil)
	if err != nil {
		return Tool{}, fmt.Errorf("cannot resolve the schema of tool %s: %w", spec.Name, err)
	}
	var item *jsonschema.Schema
	if spec.Item != nil {
		if item, err = jsonschema.ForType(spec.Item, nil); err != nil {
			return Tool{}, fmt.Errorf("cannot make a schema for what tool %s reads: %w", spec.Name, err)
		}
	}
	return Tool{
		Name: spec.Name, Title: spec.Title, Description: spec.Description,
		Effect: spec.Effect, Timeout: spec.Timeout, AtOnce: spec.AtOnce, Arguments: schema, Item: item,
		decode: func(raw json.RawMessage) (any, error) {
			var loose map[string]any
			if err := json.Unmarshal(raw, &loose); err != nil {
				return nil, fmt.Errorf("cannot read the arguments of %s: %w", spec.Name, err)
			}
			if err := resolved.Validate(loose); err != nil {
				return nil, fmt.Errorf("cannot use the arguments of %s: %w", spec.Name, err)
			}
			var in In
			if err := json.Unmarshal(raw, &in); err != nil {
				return nil, fmt.Errorf("cannot read the arguments of %s: %w", spec.Name, err)
			}
			return in, nil
		},
		needs: func(in any) []Access {
			if typed, ok := in.(In); ok && needs != nil {
				return needs(typed)
			}
			return []Access{{Verb: "read", Group: Group, Resource: spec.Name}}
		},
		invoke: func(ctx context.Context, in any) (Reading, error) {
			typed, ok := in.(In)
			if !ok {
				return Reading{}, fmt.Errorf("cannot call %s with arguments of type %T", spec.Name, in)
			}
			return handler(ctx, typed)
		},
	}, nil
}
