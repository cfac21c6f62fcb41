package narrative

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/fence"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/prompts"
)

const (
	mostSentences = 12
	mostResent    = 8 << 10 // bytes of an explanation that is to be mended
	mostComplaint = 1000    // characters of what it is mended by
)

// Told is what is left of a model's explanation.
type Told struct {
	Sentences []Sentence
	Dropped   []string // why sentences were dropped, of the attempt that was kept
	Attempts  int
	Unclear   bool // the question may mean several things, and the answer depends on which
}

var output = &llm.Output{Name: "explanation", Schema: json.RawMessage(`{"type":"object","properties":{"sentences":{"type":"array","items":{"type":"object","properties":{` +
	`"text":{"type":"string"},"cites":{"type":"array","items":{"type":"string"}},"hypothesis":{"type":"boolean"}},` +
	`"required":["text","cites","hypothesis"],"additionalProperties":false}},"unclear":{"type":"boolean"}},"required":["sentences","unclear"],"additionalProperties":false}`)}

// Tell asks for an explanation at the end of a conversation, and once more if
// sentences had to be dropped or it was of no form. The tools of the conversation
// stay in the prompt, and may not be called. The error is that of the provider
// where nothing at all is left to be told.
func Tell(ctx context.Context, provider llm.Provider, screen *fence.Screen, judge *Judge, talk []llm.Message, tools []llm.Tool) (Told, error) {
	ask, err := prompts.Render("narrate.md", nil)
	if err != nil {
		return Told{}, err
	}
	talk = slices.Clone(talk)
	if last := len(talk) - 1; last >= 0 && talk[last].Role == llm.User {
		talk[last].Text += "\n\n" + ask // templates of some servers take no two in a row
	} else {
		talk = append(talk, llm.Message{Role: llm.User, Text: ask})
	}
	return Answer(ctx, provider, screen, judge, talk, tools)
}

// Answer is [Tell] for a conversation that says itself what is asked for.
func Answer(ctx context.Context, provider llm.Provider, screen *fence.Screen, judge *Judge, talk []llm.Message, tools []llm.Tool) (Told, error) {
	talk = slices.Clone(talk)
	var best Told
	var failed error
	for attempt := 1; attempt <= 2; attempt++ {
		answer, err := provider.Answer(ctx, llm.Request{Messages: talk, Tools: tools, Choice: llm.NoCalls, Output: output}, nil)
		if err != nil && ctx.Err() != nil {
			return best, first(failed, err)
		}
		told := Told{Attempts: attempt}
		again := "it does not fit the schema"
		if err == nil {
			told, again = judge.read(screen, answer.Structured, attempt)
			talk = append(talk, llm.Message{Role: llm.Assistant, Text: string(answer.Structured[:min(len(answer.Structured), mostResent)])})
		} else {
			failed = first(failed, err)
			if !llm.Is(err, llm.Malformed) {
				return best, failed
			}
		}
		if len(told.Sentences) >= len(best.Sentences) {
			best = told
		}
		best.Attempts = attempt
		if again == "" {
			return best, nil
		}
		mend, err := prompts.Render("mend.md", map[string]string{"Why": checks.Clean(screen.Out(again), mostComplaint)})
		if err != nil {
			return best, err
		}
		talk = append(talk, llm.Message{Role: llm.User, Text: mend})
	}
	if len(best.Sentences) > 0 {
		failed = nil
	}
	return best, failed
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// read holds every sentence of an answer. It returns what to complain of, ""
// if nothing.
func (j *Judge) read(screen *fence.Screen, raw json.RawMessage, attempt int) (told Told, again string) {
	told.Attempts = attempt
	var said struct {
		Sentences []Sentence
		Unclear   bool
	}
	if err := json.Unmarshal(raw, &said); err != nil {
		return told, "it does not fit the schema"
	}
	told.Unclear = said.Unclear
	for i, s := range said.Sentences {
		if i == mostSentences {
			told.Dropped = append(told.Dropped, "there are too many sentences")
			break
		}
		s.Text = screen.In(s.Text)
		held, why := j.Hold(s)
		if why != "" {
			told.Dropped = append(told.Dropped, why)
			again += fmt.Sprintf("Sentence %d: %s. ", i+1, why)
			continue
		}
		if !slices.ContainsFunc(told.Sentences, func(o Sentence) bool { return o.Text == held.Text }) {
			told.Sentences = append(told.Sentences, held)
		}
	}
	if len(said.Sentences) == 0 {
		again = "There is no sentence."
	}
	return told, again
}
