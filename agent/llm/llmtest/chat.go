package llmtest

func (s Say) chatUsage() object {
	if s.Tokens == nil {
		return nil
	}
	return object{
		"prompt_tokens": s.Tokens.Input, "completion_tokens": s.Tokens.Output, "total_tokens": s.Tokens.Input + s.Tokens.Output,
		"prompt_tokens_details":     object{"cached_tokens": s.Tokens.Cached, "audio_tokens": 0},
		"completion_tokens_details": object{"reasoning_tokens": s.Tokens.Reasoning},
	}
}

func (s Say) chatChunks() (list []object) {
	chunk := func(delta object, finish any) {
		choice := object{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": nil}
		if s.Azure {
			choice["content_filter_results"] = object{"hate": object{"filtered": false, "severity": "safe"}}
		}
		list = append(list, object{
			"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1764362400, "model": model,
			"choices": []any{choice}, "usage": nil, "obfuscation": "aZ1", "service_tier": "default",
		})
	}
	if s.Azure {
		list = append(list, object{
			"id": "", "object": "", "created": 0, "model": "", "choices": []any{},
			"prompt_filter_results": []any{object{"prompt_index": 0, "content_filter_results": object{"jailbreak": object{"filtered": false, "detected": false}}}},
		})
	}
	chunk(object{"role": "assistant", "content": nil, "refusal": nil}, nil)
	for _, p := range pieces(s.Text) {
		chunk(object{"content": p}, nil)
	}
	for _, p := range pieces(s.Refusal) {
		chunk(object{"refusal": p}, nil)
	}
	for _, d := range s.callDeltas() {
		chunk(object{"tool_calls": []any{d}}, nil)
	}
	chunk(object{}, s.finishReason())
	if usage := s.chatUsage(); usage != nil {
		list = append(list, object{"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": model, "choices": []any{}, "usage": usage})
	}
	return list
}

// callDeltas are the pieces of all calls, taken in turn, as parallel calls
// arrive.
func (s Say) callDeltas() (list []object) {
	cut := make([][]string, len(s.Calls))
	for i, c := range s.Calls {
		first := object{"index": i, "id": c.ID, "type": "function", "function": object{"name": c.Name, "arguments": ""}}
		if s.Bare {
			delete(first, "id")
		}
		list = append(list, first)
		cut[i] = pieces(c.Arguments)
	}
	for more := true; more; {
		more = false
		for i := range cut {
			if len(cut[i]) > 0 {
				list = append(list, object{"index": i, "function": object{"arguments": cut[i][0]}})
				cut[i], more = cut[i][1:], true
			}
		}
	}
	return list
}

func (s Say) chatWhole() object {
	m := object{"role": "assistant", "content": s.Text, "annotations": []any{}}
	if s.Text == "" {
		m["content"] = nil
	}
	if s.Refusal != "" {
		m["refusal"] = s.Refusal
	}
	var calls []any
	for _, c := range s.Calls {
		calls = append(calls, object{"id": c.ID, "type": "function", "function": object{"name": c.Name, "arguments": c.Arguments}})
	}
	if calls != nil {
		m["tool_calls"] = calls
	}
	whole := object{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1764362400, "model": model,
		"choices": []any{object{"index": 0, "message": m, "finish_reason": s.finishReason(), "logprobs": nil}},
	}
	if usage := s.chatUsage(); usage != nil {
		whole["usage"] = usage
	}
	return whole
}
