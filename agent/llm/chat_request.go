package llm

import (
	"encoding/json"

	"github.com/sashabaranov/go-openai"
)

func (c chat) request(t turn) openai.ChatCompletionRequest {
	r := openai.ChatCompletionRequest{Model: t.model}
	messages := t.Messages
	if t.Output != nil {
		switch {
		case t.use(JSONSchema):
			r.ResponseFormat = &openai.ChatCompletionResponseFormat{
				Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
				JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: t.Output.Name, Schema: t.Output.Schema, Strict: true},
			}
		case t.use(JSONObject):
			r.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
			messages = inWords(messages, t.Output)
		default:
			messages = inWords(messages, t.Output)
		}
	}
	r.Messages = c.messages(t, messages)
	switch t.limit() {
	case OutputLimit:
		r.MaxCompletionTokens = t.maxTokens()
	case OlderLimit:
		r.MaxTokens = t.maxTokens() //nolint:staticcheck // older servers know no other name
	}
	if t.use(Effort) {
		r.ReasoningEffort = t.effort()
	}
	if t.use(Temperature) {
		r.Temperature = warmth(t.settings.Temperature)
	}
	if t.streamed && t.use(StreamUsage) {
		r.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	}
	tools, choice := t.tools()
	for _, tool := range tools {
		r.Tools = append(r.Tools, openai.Tool{Type: openai.ToolTypeFunction, Function: &openai.FunctionDefinition{
			Name: tool.Name, Description: tool.Description, Parameters: tool.Parameters, Strict: tool.Strict && t.use(StrictTools),
		}})
	}
	if choice != Free {
		r.ToolChoice = string(choice)
	}
	if t.Single && len(tools) > 0 && t.use(ParallelCalls) {
		r.ParallelToolCalls = false
	}
	return r
}

func (c chat) messages(t turn, messages []Message) []openai.ChatCompletionMessage {
	list := make([]openai.ChatCompletionMessage, 0, len(messages))
	for _, m := range t.oneByOne(messages) {
		out := openai.ChatCompletionMessage{Role: string(m.Role), Content: m.Text, ToolCallID: m.CallID}
		for _, call := range m.Calls {
			out.ToolCalls = append(out.ToolCalls, openai.ToolCall{
				ID: call.ID, Type: openai.ToolTypeFunction,
				Function: openai.FunctionCall{Name: call.Name, Arguments: arguments(call)},
			})
		}
		if out.Content == "" && len(out.ToolCalls) == 0 {
			out.Content = "(empty)" // the SDK leaves an empty text out, and endpoints demand one
		}
		list = append(list, out)
	}
	return list
}

// arguments of a past call, as an object: templates of local models take them
// apart, and fail on anything else.
func arguments(c Call) string {
	if object(string(c.Arguments)) != nil {
		return string(c.Arguments)
	}
	if c.Broken == "" {
		return "{}"
	}
	said, err := json.Marshal(map[string]string{"not_json": plain(c.Broken)})
	if err != nil {
		return "{}" // a string always has a JSON form
	}
	return string(said)
}
