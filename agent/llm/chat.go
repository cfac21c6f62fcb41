package llm

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strconv"

	"github.com/sashabaranov/go-openai"
)

// chat speaks the Chat Completions API.
type chat struct{ client *openai.Client }

func (c chat) stream(ctx context.Context, t turn, a *assembly) error {
	stream, err := c.client.CreateChatCompletionStream(ctx, c.request(t))
	if err != nil {
		return err
	}
	defer stream.Close() //nolint:errcheck // all that is wanted has been read
	for {
		chunk, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if chunk.Model != "" {
			a.model = chunk.Model
		}
		if chunk.Usage != nil {
			a.usage = chatUsage(*chunk.Usage)
		}
		for _, choice := range chunk.Choices { // none in Azure's first chunk and in the one with the usage
			if choice.Index != 0 {
				continue // only one was asked for
			}
			d := choice.Delta
			if err := c.take(a, d.Content, d.Refusal, d.ToolCalls); err != nil {
				return err
			}
			if err := c.finish(a, choice.FinishReason); err != nil {
				return err
			}
		}
	}
}

func (c chat) whole(ctx context.Context, t turn, a *assembly) error {
	response, err := c.client.CreateChatCompletion(ctx, c.request(t))
	if err != nil {
		return err
	}
	return c.takeWhole(response, a)
}

func (c chat) decode(body []byte, a *assembly) error {
	var response openai.ChatCompletionResponse
	if err := json.Unmarshal(body, &response); err != nil {
		return err
	}
	return c.takeWhole(response, a)
}

func (c chat) takeWhole(response openai.ChatCompletionResponse, a *assembly) error {
	a.model, a.usage = response.Model, chatUsage(response.Usage)
	if len(response.Choices) == 0 {
		return &Error{Kind: Malformed, Message: "the answer holds no choice"}
	}
	m := response.Choices[0].Message
	text := m.Content
	for _, part := range m.MultiContent {
		text += part.Text
	}
	for i := range m.ToolCalls {
		m.ToolCalls[i].Index = &i
	}
	if err := c.take(a, text, m.Refusal, m.ToolCalls); err != nil {
		return err
	}
	return c.finish(a, response.Choices[0].FinishReason)
}

func (c chat) take(a *assembly, text, refusal string, calls []openai.ToolCall) error {
	if err := a.addText(text); err != nil {
		return err
	}
	if err := a.addRefusal(refusal); err != nil {
		return err
	}
	for _, call := range calls {
		index := 0
		if call.Index != nil {
			index = *call.Index
		}
		if err := a.addCall(strconv.Itoa(index), call.ID, call.Function.Name, call.Function.Arguments); err != nil {
			return err
		}
	}
	return nil
}

func (c chat) finish(a *assembly, reason openai.FinishReason) error {
	switch reason {
	case "", openai.FinishReasonNull:
		return nil
	case openai.FinishReasonContentFilter:
		return &Error{Kind: Filtered, Message: "the answer was withheld"}
	case openai.FinishReasonLength:
		a.stop = Length
	default:
		a.stop = Finished
	}
	a.ended = true
	return nil
}

func chatUsage(u openai.Usage) Usage {
	usage := Usage{Input: u.PromptTokens, Output: u.CompletionTokens, Known: u.TotalTokens > 0 || u.PromptTokens > 0}
	if u.PromptTokensDetails != nil {
		usage.Cached = u.PromptTokensDetails.CachedTokens
	}
	if u.CompletionTokensDetails != nil {
		usage.Reasoning = u.CompletionTokensDetails.ReasoningTokens
	}
	return usage
}

// warmth is a temperature that the SDK does not leave out when it is 0.
func warmth(t *float64) float32 {
	if t == nil {
		return 0
	}
	return max(float32(*t), math.SmallestNonzeroFloat32)
}
