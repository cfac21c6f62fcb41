package conversation

import (
	"slices"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/llm/llmtest/attack"
	"github.com/netwhy/netwhy/agent/report"
)

// TestHostileModelsSayNothingUnborne asks two questions of each, since what was
// let through once would be told again.
func TestHostileModelsSayNothingUnborne(t *testing.T) {
	for name, script := range attack.Scripts {
		t.Run(name, func(t *testing.T) {
			model, server := scripted(t, script...)
			c := begin(t, nil, model)
			for _, question := range []string{"what is wrong?", "how do I fix it?"} {
				before := len(server.Requests())
				answer := ask(t, c, question)
				if strings.Contains(server.Requests()[before].Raw, "evil.example") { // within a question, a model is told what to mend
					t.Errorf("%s: what was dropped is sent again", question)
				}
				said := answer.Sentences
				for _, s := range said {
					if !s.Hypothesis && s.Text != attack.Honest {
						t.Errorf("it says %q, citing %q", s.Text, s.Cites)
					}
				}
				if len(said) == 0 && (answer.Failed == "" || len(answer.Lines) == 0) {
					t.Errorf("%s: the table does not answer in its place: %+v", question, answer)
				}
				text := strings.Join(slices.Concat(answer.Lines, texts(said)), "\n")
				for _, lie := range attack.Lies {
					if strings.Contains(text, lie) {
						t.Errorf("%s: the answer holds %q", question, lie)
					}
				}
			}
		})
	}
}

func texts(said []report.Sentence) (list []string) {
	for _, s := range said {
		list = append(list, s.Text)
	}
	return list
}
