package llm

import "fmt"

// judge holds a whole answer against what was asked for. Some servers ignore
// what they do not know: a ban of calls, a limit, their own context.
func (t turn) judge(answer *Answer) error {
	switch {
	case t.shortened(answer.Usage):
		return &Error{Kind: TooLong, Message: fmt.Sprintf("it read no more than %d tokens, and left the rest out without saying so: raise its context, which is OLLAMA_CONTEXT_LENGTH for Ollama", answer.Usage.Input)}
	case answer.Stop == Called && (len(t.Tools) == 0 || t.Choice == NoCalls):
		return &Error{Kind: Malformed, Param: "tool_choice", Message: "it calls tools though it may not"}
	case answer.Stop == Called:
		return nil
	}
	if answer.Usage.Known && answer.Usage.Output >= t.maxTokens() {
		answer.Stop = Length // Ollama says in Responses that such an answer is complete
	}
	if t.Output == nil {
		return nil
	}
	var err error
	answer.Structured, err = t.Output.fit(answer.Message.Text)
	if err != nil && answer.Stop == Length {
		return &Error{Kind: Overlong, Message: fmt.Sprintf("its limit of %d tokens was reached within the JSON", t.maxTokens())}
	}
	return err
}

const (
	mostPerToken = 8       // bytes; ordinary text has 3 to 5
	shortEnough  = 8 << 10 // bytes that every server takes
)

// shortened says whether a server has read less than it was sent. Ollama leaves
// out what does not fit its context, the oldest first, and does not say so.
func (t turn) shortened(u Usage) bool {
	sent := 0
	for _, m := range t.Messages {
		sent += len(m.Text)
		for _, c := range m.Calls {
			sent += len(c.Arguments)
		}
	}
	return u.Known && t.settings.service() == Compatible && sent > shortEnough && sent > mostPerToken*u.Input
}
