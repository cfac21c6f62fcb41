package llm

// turn is a request together with what is known of who will answer it.
type turn struct {
	Request
	settings *Settings
	model    string
	dialect  Dialect
	streamed bool
	without  map[Ability]string // what the endpoint is known to lack, and its words
}

func (t turn) use(a Ability) bool {
	_, lacking := t.without[a]
	return !lacking
}

func (t turn) maxTokens() int {
	for _, n := range []int{t.MaxTokens, t.settings.MaxTokens} {
		if n > 0 {
			return n
		}
	}
	return someMaxTokens
}

// limit is the name by which Chat Completions takes the limit of tokens, "" if
// it takes none. Ollama ignores the newer name without a word, and models of
// reasoning refuse the older.
func (t turn) limit() Ability {
	names := []Ability{OutputLimit, OlderLimit}
	if t.settings.service() == Compatible {
		names = []Ability{OlderLimit, OutputLimit}
	}
	for _, n := range names {
		if t.use(n) {
			return n
		}
	}
	return ""
}

func (t turn) effort() string {
	if t.Effort != "" {
		return t.Effort
	}
	return t.settings.Effort
}

// tools and the choice among them, as the endpoint can be told.
func (t turn) tools() ([]Tool, Choice) {
	switch {
	case len(t.Tools) == 0:
		return nil, Free
	case t.use(ToolChoice):
		return t.Tools, t.Choice
	case t.Choice == NoCalls:
		return nil, Free
	}
	return t.Tools, Free
}

// carries says whether reasoning goes with the conversation. A server of one's
// own is sent back what it gave, and not asked for more.
func (t turn) carries() bool {
	return t.dialect == Responses && t.use(CarryState) && t.settings.service() != Compatible
}

// used lists the abilities that the request relies on.
func (t turn) used() (list []Ability) {
	add := func(a Ability, relied bool) {
		if relied && t.use(a) {
			list = append(list, a)
		}
	}
	tools, choice := t.tools()
	strict, several := false, t.Single && len(tools) > 0
	for _, tool := range tools {
		strict = strict || tool.Strict
	}
	carried := t.carries()
	for _, m := range t.Messages {
		several = several || len(m.Calls) > 1
		carried = carried || t.dialect == Responses && len(m.Carry) > 0
	}
	add(Streaming, t.streamed)
	add(StreamUsage, t.streamed && t.dialect == Chat)
	add(JSONSchema, t.Output != nil)
	add(JSONObject, t.Output != nil && !t.use(JSONSchema))
	add(StrictTools, strict)
	add(ParallelCalls, several)
	add(ToolChoice, choice != Free)
	add(Effort, t.effort() != "")
	add(CarryState, carried)
	add(Temperature, t.settings.Temperature != nil)
	if limit := t.limit(); t.dialect == Chat && limit != "" {
		add(limit, true)
	}
	return list
}

// oneByOne tells calls that were made at once as if they had been made one
// after the other, for an endpoint that knows no other way.
func (t turn) oneByOne(messages []Message) []Message {
	if t.use(ParallelCalls) {
		return messages
	}
	var list []Message
	for at, m := range messages {
		switch {
		case m.Role == Result: // told behind its call
		case len(m.Calls) == 0:
			list = append(list, m)
		default:
			for i, call := range m.Calls {
				one := Message{Role: Assistant, Calls: []Call{call}}
				if i == 0 {
					one.Text = m.Text
				}
				list = append(list, one, resultOf(call, messages[at+1:]))
			}
		}
	}
	return list
}

// resultOf is the next result of a call. Servers use the same IDs in every
// turn, so it is not the last one that counts.
func resultOf(c Call, later []Message) Message {
	for _, m := range later {
		if m.Role == Result && m.CallID == c.ID {
			return m
		}
	}
	return Message{Role: Result, CallID: c.ID} // Request.check rules it out
}
