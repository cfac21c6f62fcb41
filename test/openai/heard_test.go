package openai

import (
	"github.com/netwhy/netwhy/agent/llm/llmtest"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/responses"
)

var question = openai.ChatCompletionNewParams{
	Model: "scripted", Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("why?")},
	StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)},
}

func ofChat(answer openai.ChatCompletion) heard {
	if len(answer.Choices) != 1 {
		return heard{}
	}
	choice := answer.Choices[0]
	h := heard{Text: choice.Message.Content, Refusal: choice.Message.Refusal, Stop: choice.FinishReason}
	for _, c := range choice.Message.ToolCalls {
		h.Calls = append(h.Calls, llmtest.Call{ID: c.ID, Name: c.Function.Name, Arguments: c.Function.Arguments})
	}
	u := answer.Usage
	h.Tokens = llmtest.Tokens{Input: int(u.PromptTokens), Cached: int(u.PromptTokensDetails.CachedTokens), Output: int(u.CompletionTokens), Reasoning: int(u.CompletionTokensDetails.ReasoningTokens)}
	return h
}

var asked = responses.ResponseNewParams{Model: "scripted", Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("why?")}}

// ofResponse tells the end in the words of the other dialect.
func ofResponse(answer responses.Response) heard {
	h := heard{Text: answer.OutputText(), Stop: "stop"}
	for _, item := range answer.Output {
		switch i := item.AsAny().(type) {
		case responses.ResponseFunctionToolCall:
			h.Calls = append(h.Calls, llmtest.Call{ID: i.CallID, Name: i.Name, Arguments: i.Arguments})
			h.Stop = "tool_calls"
		case responses.ResponseOutputMessage:
			for _, c := range i.Content {
				h.Refusal += c.Refusal
			}
		}
	}
	if answer.Status == responses.ResponseStatusIncomplete && answer.IncompleteDetails.Reason == "max_output_tokens" {
		h.Stop = "length"
	}
	u := answer.Usage
	h.Tokens = llmtest.Tokens{Input: int(u.InputTokens), Cached: int(u.InputTokensDetails.CachedTokens), Output: int(u.OutputTokens), Reasoning: int(u.OutputTokensDetails.ReasoningTokens)}
	return h
}
