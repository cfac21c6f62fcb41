package attack

import (
	"encoding/json"
	"fmt"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

type fields = map[string]any

// Telling is an answer that explains.
func Telling(sentences ...fields) llmtest.Say {
	for _, s := range sentences {
		if s["hypothesis"] == nil {
			s["hypothesis"] = false
		}
	}
	text, err := json.Marshal(fields{"sentences": sentences, "unclear": false})
	if err != nil {
		panic(err)
	}
	return llmtest.Say{Text: string(text), Tokens: &llmtest.Tokens{Input: 100, Output: 20}}
}

// Said is a sentence of an explanation.
func Said(text string, cites ...string) fields { return fields{"text": text, "cites": cites} }

// Calling is an answer that calls tools, with the arguments in turn.
func Calling(calls ...string) llmtest.Say {
	var s llmtest.Say
	for i := 0; i+1 < len(calls); i += 2 {
		s.Calls = append(s.Calls, llmtest.Call{ID: fmt.Sprintf("call_%d", i), Name: calls[i], Arguments: calls[i+1]})
	}
	s.Tokens = &llmtest.Tokens{Input: 100, Output: 20}
	return s
}

// Idle is an answer that looks no further.
var Idle = llmtest.Say{Text: "The facts suffice.", Tokens: &llmtest.Tokens{Input: 100, Output: 20}}
