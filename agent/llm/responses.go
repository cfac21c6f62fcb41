package llm

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/sashabaranov/go-openai"
)

// responses speaks the Responses API, and leaves no state at the endpoint.
type responses struct{ client *openai.Client }

func (r responses) stream(ctx context.Context, t turn, a *assembly) error {
	stream, err := r.client.CreateResponseStream(ctx, r.request(t))
	if err != nil {
		return err
	}
	defer stream.Close() //nolint:errcheck // all that is wanted has been read
	show := display{a: a, calls: map[string]int{}}
	for {
		event, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil // before its end, as the assembly will say
		}
		if err != nil {
			return err
		}
		switch event.Type {
		case openai.ResponseStreamEventCompleted, openai.ResponseStreamEventIncomplete, openai.ResponseStreamEventFailed:
			if event.Response == nil {
				return &Error{Kind: Malformed, Message: "the last event holds no response"}
			}
			a.each, a.size = nil, 0 // all has been shown; what counts is the whole
			if len(event.Response.Output) == 0 {
				event.Response.Output = show.items
			}
			return r.take(*event.Response, a)
		default:
			if err := show.event(event); err != nil {
				return err
			}
		}
	}
}

// display shows what arrives, and keeps the items that are done, since some
// servers do not repeat them in their last event.
type display struct {
	a     *assembly
	calls map[string]int // by item
	items []any
}

func (d *display) event(event openai.ResponseStreamEvent) error {
	switch event.Type {
	case openai.ResponseStreamEventOutputTextDelta:
		d.a.tell(Delta{Text: event.Delta})
	case openai.ResponseStreamEventOutputItemAdded:
		if event.Item != nil && event.Item.Type == functionCall && len(d.calls) < mostCalls {
			d.calls[event.Item.ID] = len(d.calls)
			d.a.tell(Delta{Call: &CallDelta{Index: d.calls[event.Item.ID], ID: event.Item.CallID, Name: event.Item.Name}})
		}
	case openai.ResponseStreamEventFunctionArgumentsDelta:
		if index, known := d.calls[event.ItemID]; known {
			d.a.tell(Delta{Call: &CallDelta{Index: index, Arguments: event.Delta}})
		}
	case openai.ResponseStreamEventOutputItemDone:
		var whole struct {
			Item json.RawMessage `json:"item"`
		}
		if err := json.Unmarshal(event.Raw, &whole); err != nil {
			return err
		}
		d.items = append(d.items, whole.Item)
	}
	return d.a.grow(len(event.Delta))
}

func (r responses) whole(ctx context.Context, t turn, a *assembly) error {
	response, err := r.client.CreateResponse(ctx, r.request(t))
	if err != nil {
		return err
	}
	return r.take(response, a)
}

func (r responses) decode(body []byte, a *assembly) error {
	var response openai.CreateResponseResponse
	if err := json.Unmarshal(body, &response); err != nil {
		return err
	}
	return r.take(response, a)
}
