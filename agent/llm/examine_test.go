package llm

import (
	"strings"
	"testing"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
)

func TestExamine(t *testing.T) {
	ready := llmtest.Say{Text: "ready", Tokens: tokens}
	red := llmtest.Say{Text: `{"colour":"red"}`, Tokens: tokens}
	one := llmtest.Say{Calls: calls(callOf("c1", "weigh", `{"fruit":"apple"}`)), Tokens: tokens}
	two := llmtest.Say{Calls: calls(callOf("c1", "weigh", `{"fruit":"apple"}`), callOf("c2", "weigh", `{"fruit":"pear"}`)), Tokens: tokens}
	sum := llmtest.Say{Text: "300 g", Tokens: tokens}
	cases := []struct {
		name   string
		script []llmtest.Play
		want   string // outcomes, the first of which is an answer's
		usable bool
		lacks  Ability
		says   string
	}{
		{"all", []llmtest.Play{ready, red, two, sum}, "works, works, works, works, works, works, works", true, "", ""},
		{"one call at a time, no usage", []llmtest.Play{llmtest.Say{Text: "ready"}, red, one, sum}, "works, works, done without, works, works, not seen, works", true, "", ""},
		{"no schema", []llmtest.Play{ready, llmtest.Refuse(400, said("", "response_format", "not supported")), red, two, sum}, "works, works, works, done without, works, works, works", true, JSONSchema, "not supported"},
		{"no streams", []llmtest.Play{llmtest.Refuse(400, said("", "stream", "not supported")), ready, red, two, sum}, "works, done without, works, works, works, works, works", true, Streaming, "not supported"},
		{"no single calls", []llmtest.Play{ready, red, two, llmtest.Refuse(400, said("", "", "This model only supports single tool-calls at once!")), sum}, "works, works, works, works, works, works, done without", true, ParallelCalls, "single tool-calls"},
		{"colours of its own", []llmtest.Play{ready, llmtest.Say{Text: `{"colour":"mauve"}`}, two, sum}, "works, works, works, fails, works, works, works", false, "", "does not fit the schema"},
		{"no tools", []llmtest.Play{ready, red, llmtest.Refuse(400, `{"error":{"message":"registry/model does not support tools","type":"api_error","param":null,"code":null}}`)}, "works, works, works, works, fails, , ", false, "", "does not support tools"},
		{"words instead of a call", []llmtest.Play{ready, red, llmtest.Say{Text: "weigh(apple)"}}, "works, works, works, works, fails, , ", false, "", "something else"},
		{"broken arguments", []llmtest.Play{ready, red, llmtest.Say{Calls: calls(callOf("c1", "weigh", `{"fruit"`))}}, "works, works, works, works, fails, , ", false, "", "something else"},
		{"calls for ever", []llmtest.Play{ready, red, one}, "works, works, works, works, works, not seen, fails", false, ToolChoice, "though it may not"},
		{"wrong key", []llmtest.Play{llmtest.Refuse(401, said("", "", "Incorrect API key provided: "+secret))}, "fails, , , , , , ", false, "", "check the key"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := llmtest.Start(t, c.script...)
			e := endpoint(t, s, func(s *Settings) { s.Dialect = Chat })
			x := Examine(t.Context(), e)
			var outcomes, says []string
			for _, p := range x.Points {
				outcomes, says = append(outcomes, string(p.Outcome)), append(says, p.Says)
			}
			if got := strings.Join(outcomes, ", "); got != c.want || x.Usable() != c.usable {
				t.Errorf("usable %t: %s", x.Usable(), got)
			}
			all := strings.Join(says, "\n")
			if _, lacking := x.Lacks[c.lacks]; !strings.Contains(all, c.says) || strings.Contains(all, secret) || c.lacks != "" && !lacking {
				t.Errorf("lacks %v, says %s", x.Lacks, all)
			}
			if x.Bill.Attempts != len(s.Requests()) || outcomes[0] == "works" && (x.Served != "model-as-served" || x.Dialect != Chat) {
				t.Errorf("%+v", x)
			}
		})
	}
}
