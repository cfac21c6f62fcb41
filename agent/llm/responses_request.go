package llm

import "github.com/sashabaranov/go-openai"

func (r responses) request(t turn) openai.CreateResponseRequest {
	no := false
	request := openai.CreateResponseRequest{
		Model:           t.model,
		Store:           &no, // what was read in a cluster is not kept elsewhere
		MaxOutputTokens: t.maxTokens(),
	}
	messages := t.Messages
	if t.Output != nil {
		switch {
		case t.use(JSONSchema):
			request.Text = &openai.ResponseTextConfig{Format: &openai.ResponseTextFormat{
				Type: "json_schema", Name: t.Output.Name, Schema: t.Output.Schema, Strict: true,
			}}
		case t.use(JSONObject):
			request.Text = &openai.ResponseTextConfig{Format: &openai.ResponseTextFormat{Type: "json_object"}}
			messages = inWords(messages, t.Output)
		default:
			messages = inWords(messages, t.Output)
		}
	}
	request.Input = r.input(t, messages)
	if effort := t.effort(); effort != "" && t.use(Effort) {
		request.Reasoning = &openai.ResponseReasoning{Effort: effort}
	}
	if t.carries() {
		request.Include = []openai.ResponseInclude{openai.ResponseIncludeReasoningEncryptedContent}
	}
	if t.settings.Temperature != nil && t.use(Temperature) {
		temperature := float32(*t.settings.Temperature)
		request.Temperature = &temperature
	}
	tools, choice := t.tools()
	for _, tool := range tools {
		strict := tool.Strict && t.use(StrictTools)
		// Left out, strict means yes, and an endpoint would alter the schema.
		request.Tools = append(request.Tools, openai.ResponseTool{Type: openai.ToolTypeFunction, Parameters: map[string]any{
			"name": tool.Name, "description": tool.Description, "parameters": tool.Parameters, "strict": strict,
		}})
	}
	if choice != Free {
		request.ToolChoice = string(choice)
	}
	if t.Single && len(tools) > 0 && t.use(ParallelCalls) {
		request.ParallelToolCalls = &no
	}
	return request
}

func (r responses) input(t turn, messages []Message) []any {
	var list []any
	for _, m := range t.oneByOne(messages) {
		switch {
		case m.Role == Result:
			list = append(list, openai.ResponseFunctionCallOutput{Type: functionCallOutput, CallID: m.CallID, Output: m.Text})
			continue
		case len(m.Carry) > 0 && t.use(CarryState):
			for _, raw := range m.Carry {
				list = append(list, raw)
			}
			continue
		}
		if m.Text != "" || len(m.Calls) == 0 {
			list = append(list, openai.ResponseInputMessage{Type: message, Role: string(m.Role), Content: m.Text})
		}
		for _, call := range m.Calls {
			list = append(list, map[string]string{"type": functionCall, "call_id": call.ID, "name": call.Name, "arguments": arguments(call)})
		}
	}
	return list
}
