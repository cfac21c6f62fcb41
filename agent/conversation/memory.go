package conversation

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/fact"
	"github.com/netwhy/netwhy/agent/llm/narrative"
	"github.com/netwhy/netwhy/prompts"
)

// Bytes of what a model is sent. A token of English JSON has some three to four.
const (
	mostOpening  = 14 << 10 // of facts of the last investigation
	mostEarlier  = 6 << 10  // of facts of earlier ones, and of what was cited
	mostHistory  = 8 << 10  // of turns
	mostRecalled = 4 << 10  // of facts that a question names
)

// memory is what a model is told of the conversation so far.
type memory struct {
	stale   bool // the opening is to be written anew
	opening []llm.Message
	shown   map[string]bool // facts that the opening holds
	turns   []exchange
	cited   []string // facts that answers cited, the latest last
}

// exchange is one question with its answer, as they were sent.
type exchange struct {
	question, answer llm.Message
	cites            []string
}

func (e exchange) size() int { return len(e.question.Text) + len(e.answer.Text) }

// remember keeps a turn of which sentences were held; only these are kept. When
// the turns have outgrown their room, the older ones give way.
func (m *memory) remember(question llm.Message, answer string, sentences []narrative.Sentence) {
	e := exchange{question: question, answer: llm.Message{Role: llm.Assistant, Text: answer}}
	for _, s := range sentences {
		e.cites = append(e.cites, s.Cites...)
	}
	m.turns = append(m.turns, e)
	size := 0
	for _, t := range m.turns {
		size += t.size()
	}
	if size <= mostHistory {
		return
	}
	for len(m.turns) > 0 && size > mostHistory/2 {
		gone := m.turns[0]
		m.turns, size = m.turns[1:], size-gone.size()
		for _, id := range gone.cites {
			m.cited = append(slices.DeleteFunc(m.cited, func(o string) bool { return o == id }), id)
		}
	}
	m.stale = true
}

// prompt is the beginning of a request: what stays the same from turn to turn.
func (c *Conversation) prompt() ([]llm.Message, error) {
	m := &c.memory
	if m.stale || m.opening == nil {
		if err := c.open(); err != nil {
			return nil, err
		}
	}
	talk := slices.Clone(m.opening)
	for _, t := range m.turns {
		talk = append(talk, t.question, t.answer)
	}
	return talk, nil
}

// open writes the opening: what was cited and what mattered of earlier
// investigations as far as there is room, then the facts of the last one.
func (c *Conversation) open() error {
	system, err := prompts.Render("converse.md", nil)
	if err != nil {
		return err
	}
	var last, cited, earlier []fact.Fact
	for _, f := range c.sheet.All() {
		switch {
		case slices.Contains(c.memory.cited, f.ID):
			cited = append(cited, f)
		case c.of[f.ID] == len(c.cases):
			last = append(last, f)
		case f.Sort == fact.Root || f.Sort == fact.Answer:
			earlier = append(earlier, f)
		}
	}
	slices.SortStableFunc(cited, func(a, b fact.Fact) int {
		return slices.Index(c.memory.cited, b.ID) - slices.Index(c.memory.cited, a.ID)
	})
	slices.SortStableFunc(earlier, func(a, b fact.Fact) int { return c.of[b.ID] - c.of[a.ID] })
	c.memory.shown = map[string]bool{}
	before, err := c.fit(slices.Concat(cited, latest(earlier)), mostEarlier)
	if err != nil {
		return err
	}
	now, err := c.fit(last, mostOpening)
	if err != nil {
		return err
	}
	c.memory.opening = []llm.Message{
		{Role: llm.System, Text: system},
		{Role: llm.User, Text: "Facts of earlier investigations, and such as were cited before:\n" + before + "\n\nFacts of the last investigation, number " + fmt.Sprint(len(c.cases)) + ":\n" + now},
		{Role: llm.Assistant, Text: `{"sentences":[],"unclear":false}`}, // templates of some servers take no two of a user in a row
	}
	c.memory.stale = false
	return nil
}

// latest leaves out what a later investigation said in the same words. The list
// begins with the latest.
func latest(facts []fact.Fact) (kept []fact.Fact) {
	seen := map[string]bool{}
	for _, f := range facts {
		key := string(f.Sort) + fmt.Sprint(f.Says)
		if !seen[key] {
			kept = append(kept, f)
		}
		seen[key] = true
	}
	return kept
}

// fit writes as many whole facts as there is room for, and counts the rest.
func (c *Conversation) fit(facts []fact.Fact, most int) (string, error) {
	text, left := "", 0
	for _, f := range facts {
		line, err := fact.Text(c.screen, f)
		if err != nil {
			return "", err
		}
		if line = fmt.Sprintf("investigation %d: %s\n", c.of[f.ID], line); len(text)+len(line) > most {
			left++
			continue
		}
		text += line
		c.memory.shown[f.ID] = true
	}
	if left > 0 {
		text += fmt.Sprintf("%d more are not shown; a question that names their subject brings them.\n", left)
	}
	return text, nil
}

// held is an answer as it is sent back: what was held of it, and nothing else.
func (c *Conversation) held(sentences []narrative.Sentence) (string, error) {
	for i := range sentences {
		sentences[i].Text = c.screen.Out(sentences[i].Text)
	}
	text, err := json.Marshal(map[string]any{"sentences": sentences, "unclear": false})
	if err != nil {
		return "", fmt.Errorf("cannot keep the answer: %w", err)
	}
	return string(text), nil
}
