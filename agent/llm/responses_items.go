package llm

import (
	"encoding/json"

	"github.com/sashabaranov/go-openai"
)

const (
	functionCall       = "function_call"
	functionCallOutput = "function_call_output"
	message            = "message"
	reasoning          = "reasoning"
)

// item is one of a response's output.
type item struct {
	Type      string                         `json:"type"`
	Content   []openai.ResponseOutputContent `json:"content"`
	CallID    string                         `json:"call_id"`
	Name      string                         `json:"name"`
	Arguments string                         `json:"arguments"`
	Encrypted string                         `json:"encrypted_content"`
}

// take reads a whole response.
func (r responses) take(response openai.CreateResponseResponse, a *assembly) error {
	a.model = response.Model
	if u := response.Usage; u != nil {
		a.usage = Usage{Input: u.InputTokens, Output: u.OutputTokens, Known: true}
		if u.InputTokensDetails != nil {
			a.usage.Cached = u.InputTokensDetails.CachedTokens
		}
		if u.OutputTokensDetails != nil {
			a.usage.Reasoning = u.OutputTokensDetails.ReasoningTokens
		}
	}
	if response.Error != nil || response.Status == openai.ResponseStatusFailed || response.Status == openai.ResponseStatusCancelled {
		said, err := json.Marshal(map[string]any{"error": response.Error})
		if err != nil || response.Error == nil {
			return &Error{Kind: Unavailable, Message: "the answer failed without a reason"}
		}
		return accuse(200, said)
	}
	switch {
	case response.Status == openai.ResponseStatusCompleted || response.Status == "":
		a.stop = Finished
	case response.IncompleteDetails != nil && response.IncompleteDetails.Reason == "content_filter":
		return &Error{Kind: Filtered, Message: "the answer was withheld"}
	case response.Status == openai.ResponseStatusIncomplete:
		a.stop = Length
	default:
		return &Error{Kind: Malformed, Message: "the answer has the status " + plain(string(response.Status))}
	}
	a.ended = true
	return takeItems(response.Output, a)
}

func takeItems(output []any, a *assembly) error {
	carried := false
	for _, o := range output {
		raw, err := json.Marshal(o)
		if err != nil {
			return err
		}
		var i item
		if err := json.Unmarshal(raw, &i); err != nil {
			return err
		}
		switch i.Type {
		case reasoning:
			if i.Encrypted == "" {
				continue // the endpoint would look it up, and has not stored it
			}
			carried = true
		case functionCall:
			if err := a.addCall(i.CallID, i.CallID, i.Name, i.Arguments); err != nil {
				return err
			}
		case message:
			for _, part := range i.Content {
				if err := a.addText(part.Text); err != nil {
					return err
				}
				if err := a.addRefusal(part.Refusal); err != nil {
					return err
				}
			}
		default:
			continue // of a tool at the endpoint, which was not asked for
		}
		a.carry = append(a.carry, raw)
	}
	if !carried {
		a.carry = nil // text and calls say as much
	}
	return nil
}
