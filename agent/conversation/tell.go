package conversation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/fact"
	"github.com/netwhy/netwhy/agent/llm/narrative"
)

const (
	mostNamed    = 12       // findings on what a question names that become facts
	mostAsked    = 4 << 10  // bytes of a question as it is sent
	mostMemorial = 64 << 10 // bytes of all facts that a question may bring back
)

// tell lets the model answer. Whatever fails, the table's answer stays.
func (c *Conversation) tell(ctx context.Context, question string, table Answer) (Answer, error) {
	bounded, cancel := context.WithTimeout(ctx, c.model.Budget.Time)
	defer cancel()
	answer, err := c.narrate(bounded, question)
	switch {
	case err != nil:
		table.Failed = "The model answered nothing: " + agent.Why(err)
		return table, nil
	case len(answer.Sentences) == 0:
		table.Dropped, table.Failed = answer.Dropped, "Nothing that the model wrote is borne out by what was found."
		return table, nil
	}
	if c.topic(question) == "fix" {
		answer.Lines = c.remedies() // the model may not write them
	}
	return answer, nil
}

func (c *Conversation) narrate(ctx context.Context, question string) (Answer, error) {
	talk, err := c.prompt()
	if err != nil {
		return Answer{}, err
	}
	asked, err := c.question(question)
	if err != nil {
		return Answer{}, err
	}
	judge, err := narrative.NewJudge(c.sheet, c.names)
	if err != nil {
		return Answer{}, err
	}
	told, err := narrative.Answer(ctx, c.account, c.screen, judge, append(talk, asked), nil)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Dropped: len(told.Dropped)}
	for _, s := range told.Sentences {
		shown := agent.Sentence(c.sheet, s)
		if !slices.ContainsFunc(s.Cites, func(id string) bool { return c.of[id] == len(c.cases) }) {
			shown.Text += fmt.Sprintf(" (As it was in investigation %d.)", c.of[s.Cites[0]])
		}
		answer.Sentences = append(answer.Sentences, shown)
	}
	if len(told.Sentences) > 0 {
		text, err := c.held(slices.Clone(told.Sentences))
		if err != nil {
			return Answer{}, err
		}
		c.memory.remember(asked, text, told.Sentences)
	}
	return answer, nil
}

// question is one as the model reads it, with the facts on what it names that the
// opening does not hold.
func (c *Conversation) question(question string) (llm.Message, error) {
	quoted, err := c.screen.Quote(question)
	if err != nil {
		return llm.Message{}, err
	}
	if len(quoted) > mostAsked {
		return llm.Message{}, fmt.Errorf("the question is too long")
	}
	for _, f := range c.named(question, c.cases[len(c.cases)-1].report) {
		made := fact.Of(f.Finding)
		if c.has(made.Source) {
			continue
		}
		if len(c.recalled(question)) >= mostNamed {
			break
		}
		c.add(made)
	}
	facts := slices.DeleteFunc(c.recalled(question), func(f fact.Fact) bool { return c.memory.shown[f.ID] })
	text := "The operator asks: " + quoted
	if len(facts) > 0 {
		shown := c.memory.shown
		c.memory.shown = map[string]bool{} // it lasts as long as its turn
		more, err := c.fit(facts, mostRecalled)
		c.memory.shown = shown
		if err != nil {
			return llm.Message{}, err
		}
		text += "\nFacts on what it names:\n" + more
	}
	return llm.Message{Role: llm.User, Text: text}, nil
}

// has reports whether a finding of the last investigation is a fact already.
func (c *Conversation) has(source string) bool {
	source = fmt.Sprintf("investigation %d, %s", len(c.cases), source)
	return slices.ContainsFunc(c.sheet.All(), func(f fact.Fact) bool { return f.Source == source })
}

// recalled are facts of any investigation whose things a question names, the
// latest first, and what matters before the rest.
func (c *Conversation) recalled(question string) (facts []fact.Fact) {
	words := padded(strings.ReplaceAll(question, "/", " "))
	var asked []string
	for _, n := range c.names {
		if n = strings.ToLower(n); n != "" && strings.Contains(words, " "+n+" ") && !slices.Contains(asked, n) {
			asked = append(asked, n)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	size := 0
	for _, f := range slices.Backward(c.sheet.All()) {
		says := padded(strings.ReplaceAll(strings.Join(f.Says, " "), "/", " "))
		if f.Sort != fact.Asked && slices.ContainsFunc(asked, func(n string) bool { return strings.Contains(says, " "+n+" ") }) {
			if size += len(says); size > mostMemorial {
				break
			}
			facts = append(facts, f)
		}
	}
	slices.SortStableFunc(facts, func(a, b fact.Fact) int { return weight(a) - weight(b) })
	return facts
}

func weight(f fact.Fact) int {
	switch f.Sort {
	case fact.Root:
		return 0
	case fact.Found, fact.Seen:
		return 1
	}
	return 2
}
