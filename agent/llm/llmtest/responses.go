package llmtest

import "fmt"

func (s Say) output() (list []any) {
	if s.Thinking != "" {
		list = append(list, object{"id": "rs_1", "type": "reasoning", "summary": []any{}, "encrypted_content": s.Thinking})
	}
	if s.Text != "" || s.Refusal != "" {
		part := object{"type": "output_text", "text": s.Text, "annotations": []any{}}
		if s.Refusal != "" {
			part = object{"type": "refusal", "refusal": s.Refusal}
		}
		list = append(list, object{"id": "msg_1", "type": "message", "status": "completed", "role": "assistant", "content": []any{part}})
	}
	for i, c := range s.Calls {
		list = append(list, object{
			"id": fmt.Sprintf("fc_%d", i), "type": "function_call", "status": "completed",
			"call_id": c.ID, "name": c.Name, "arguments": c.Arguments,
		})
	}
	return list
}

func (s Say) response() object {
	r := object{
		"id": "resp_1", "object": "response", "created_at": 1764362400, "model": model, "status": "completed",
		"error": nil, "incomplete_details": nil, "output": s.output(), "store": false, "parallel_tool_calls": true,
		"tool_choice": "auto", "tools": []any{}, "truncation": "disabled", "metadata": object{},
	}
	if reason := map[string]string{"length": "max_output_tokens", "content_filter": "content_filter"}[s.Stop]; reason != "" {
		r["status"], r["incomplete_details"] = "incomplete", object{"reason": reason}
	}
	if s.Azure {
		r["content_filters"] = []any{object{"blocked": false, "source_type": "prompt"}}
	}
	if t := s.Tokens; t != nil {
		r["usage"] = object{
			"input_tokens": t.Input, "input_tokens_details": object{"cached_tokens": t.Cached},
			"output_tokens": t.Output, "output_tokens_details": object{"reasoning_tokens": t.Reasoning}, "total_tokens": t.Input + t.Output,
		}
	}
	return r
}

func (s Say) responseEvents() (list []object) {
	event := func(kind string, fields object) {
		fields["type"], fields["sequence_number"] = kind, len(list)
		list = append(list, fields)
	}
	begun := s.response()
	begun["status"], begun["output"] = "in_progress", []any{}
	delete(begun, "usage")
	event("response.created", object{"response": begun})
	event("response.in_progress", object{"response": begun})
	for i, o := range s.output() {
		whole := o.(object)
		open := object{"id": whole["id"], "type": whole["type"], "status": "in_progress"}
		for _, key := range []string{"call_id", "name", "role"} {
			if v, has := whole[key]; has {
				open[key] = v
			}
		}
		event("response.output_item.added", object{"output_index": i, "item": open})
		in := func(fields object) object {
			fields["item_id"], fields["output_index"] = whole["id"], i
			return fields
		}
		switch whole["type"] {
		case "message":
			for _, p := range pieces(s.Text) {
				event("response.output_text.delta", in(object{"content_index": 0, "delta": p, "logprobs": []any{}, "obfuscation": "x"}))
			}
			for _, p := range pieces(s.Refusal) {
				event("response.refusal.delta", in(object{"content_index": 0, "delta": p}))
			}
		case "function_call":
			for _, p := range pieces(whole["arguments"].(string)) {
				event("response.function_call_arguments.delta", in(object{"delta": p}))
			}
			event("response.function_call_arguments.done", in(object{"arguments": whole["arguments"], "name": whole["name"]}))
		}
		event("response.output_item.done", object{"output_index": i, "item": whole})
	}
	last, kind := s.response(), "response.completed"
	if last["status"] == "incomplete" {
		kind = "response.incomplete"
	}
	if s.Bare {
		last["output"] = []any{}
	}
	event(kind, object{"response": last})
	return list
}
