package scenarios

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/exploration"
	"github.com/netwhy/netwhy/agent/llm/llmtest"
	"github.com/netwhy/netwhy/agent/llm/llmtest/attack"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/tiktoken-go/tokenizer"
)

// What a model may be sent for one question.
const (
	mostInput = 12_000 // tokens
	mostTurns = 4
)

// each is how many hostile scripts play against each scenario; all of them have
// had their turn after a few scenarios.
var each = flag.Int("hostile", 6, "how many hostile scripts each scenario meets, 0 for all")

// opponents hands out the hostile scripts in turn.
type opponents struct{ names []string }

func newOpponents() *opponents {
	return &opponents{slices.Sorted(maps.Keys(attack.Scripts))}
}

func (o *opponents) next() []string {
	n := len(o.names)
	if *each > 0 {
		n = min(*each, n)
	}
	list := slices.Clone(o.names[:n])
	o.names = append(o.names[n:], list...)
	return list
}

// blind are claims made wholly of plain words, to which the judge of sentences is
// blind (docs/model.md) where what they cite holds the word that they turn on.
var blind = map[string]string{
	"I deleted the namespace shop.": "shop",
	"CoreDNS could be overloaded.":  "coredns",
	"Restart the api.":              "restart",
	"Delete the namespace.":         "delete",
}

// modelled asks the cluster with a model that cooperates, and has hostile ones
// explain what was recorded of it. None may change the report.
func modelled(t *testing.T, w *world, s scenario, b *bundle.Bundle, plain *report.Report, hostile *opponents) {
	t.Helper()
	want := core(t, plain)
	model, server := scripted(t, llmtest.Answering(cooperates))
	_, r := investigateWith(t, w.reader, s.ask, s.namespace, w.answers, model)
	held(t, "a model that cooperates", r, plain)
	if n := r.Narrative; n == nil || len(n.Sentences) == 0 || n.Failed != "" || n.Refused > 0 {
		t.Errorf("a model that cooperates explains nothing: %+v", n)
	}
	for _, c := range r.Roots {
		if !cited(r.Narrative, "cause "+c.ID) {
			t.Errorf("no sentence cites the root cause %s: %+v", c.ID, r.Narrative.Sentences)
		}
	}
	frugal(t, server.Requests())
	for _, name := range hostile.next() {
		model, _ := scripted(t, attack.Scripts[name]...)
		r, err := agent.Explain(t.Context(), b, model)
		if err != nil {
			t.Fatal(err)
		}
		if core(t, r) != want {
			t.Errorf("with a model that %q the report is another", name)
		}
		held(t, name, r, plain)
		for _, said := range r.Narrative.Sentences {
			praise := r.Status == report.Healthy && strings.HasSuffix(said.Text, " is healthy.")
			word := blind[said.Text]
			if strings.Contains(said.Text, "billing") {
				word = "billing" // which a few scenarios have
			}
			if word != "" && !said.Hypothesis && strings.Contains(strings.ToLower(r.Summary+asJSON(t, r.Roots)), word) {
				t.Logf("a claim in plain words, of which the report holds %q, was let through: %q", word, said.Text)
				continue
			}
			if said.Text != attack.Honest && !said.Hypothesis && !praise {
				t.Errorf("a model that %q says %q, citing %q", name, said.Text, said.Cites)
			}
		}
		if n := r.Narrative.Bill.Calls; n > mostTurns {
			t.Errorf("a model that %q was asked %d times", name, n)
		}
	}
}

// held compares what operators act on, in words of its own: status, verdicts,
// causes and remedies.
func held(t *testing.T, who string, r, plain *report.Report) {
	t.Helper()
	if r.Status != plain.Status {
		t.Errorf("%s: status is %s, not %s", who, r.Status, plain.Status)
	}
	for what, of := range map[string]func(*report.Report) any{
		"findings": func(r *report.Report) any { return [][]report.Finding{r.Findings, r.Risks} },
		"causes":   func(r *report.Report) any { return [][]report.Cause{r.Roots, r.AlsoSeen} }, // with their remedies
		"ruled":    func(r *report.Report) any { return [][]report.CauseLine{r.RuledOut, r.Open} },
	} {
		if got, want := asJSON(t, of(r)), asJSON(t, of(plain)); got != want {
			t.Errorf("%s: the %s are\n%s, not\n%s", who, what, got, want)
		}
	}
}

// frugal counts what was sent by a tokenizer, and says it.
func frugal(t *testing.T, requests []llmtest.Request) {
	t.Helper()
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	if err != nil {
		t.Fatal(err)
	}
	input := 0
	for _, r := range requests {
		n, err := codec.Count(r.Raw) // braces and field names of the wire, too: more than an endpoint counts
		if err != nil {
			t.Fatal(err)
		}
		input += n
	}
	t.Logf("%d input tokens in %d turns", input, len(requests))
	if input > mostInput || len(requests) > mostTurns {
		t.Errorf("%d input tokens in %d turns, want at most %d in %d", input, len(requests), mostInput, mostTurns)
	}
}

// cooperates looks at one thing that is on offer, and then explains by the summary
// and the root causes.
func cooperates(request llmtest.Request) llmtest.Say {
	var sent struct {
		Messages []struct{ Content string }
		Tools    []struct {
			Function struct {
				Name       string
				Parameters struct {
					Properties struct{ Kind struct{ Enum []string } }
				}
			}
		}
	}
	if json.Unmarshal([]byte(request.Raw), &sent) != nil {
		return llmtest.Say{}
	}
	switch {
	case strings.Contains(request.Raw, `"json_schema"`):
		cites := []string{"A2"}
		for line := range strings.Lines(sent.Messages[1].Content) {
			var f struct{ ID, Sort string }
			if json.Unmarshal([]byte(line), &f) == nil && f.Sort == "cause" {
				cites = append(cites, f.ID)
			}
		}
		return attack.Telling(attack.Said(attack.Honest, cites...))
	case len(sent.Messages) > 2:
		return attack.Idle
	}
	var calls []string
	for _, tool := range sent.Tools {
		switch {
		case tool.Function.Name == "run_checks" && strings.Contains(request.Raw, `"cilium.host-routing"`):
			calls = append(calls, "run_checks", `{"checks":[{"check":"cilium.host-routing","subject":"Cluster","because":["A2"]}]}`)
		case tool.Function.Name == "read_evidence":
			kinds := tool.Function.Parameters.Properties.Kind.Enum
			i := slices.IndexFunc(kinds, func(k string) bool { return catalog.Kinds()[k].Scope == evidence.Cluster })
			if i >= 0 {
				calls = append(calls, "read_evidence", fmt.Sprintf(`{"kind":%q,"subject":"Cluster","from":0}`, kinds[i]))
			}
		}
	}
	if calls == nil {
		return attack.Idle
	}
	return attack.Calling(calls...)
}

func cited(n *report.Narrative, source string) bool {
	return n != nil && slices.ContainsFunc(n.Sentences, func(s report.Sentence) bool { return !s.Hypothesis && slices.Contains(s.Cites, source) })
}

// scripted is a model that plays a script.
func scripted(t *testing.T, script ...llmtest.Play) (*agent.Model, *llmtest.Server) {
	t.Helper()
	server, none := llmtest.Start(t, script...), 0
	provider, err := llm.New(llm.Settings{
		Endpoint: server.URL, Model: "scripted", Retries: &none, FirstByte: llm.Duration(10 * time.Second), Total: llm.Duration(30 * time.Second),
	})
	if err != nil {
		t.Fatal(err)
	}
	return &agent.Model{Name: "scripted", Provider: provider, Budget: exploration.Usual}, server
}

// core is a report without what came of a model.
func core(t *testing.T, r *report.Report) string {
	t.Helper()
	without := *r
	without.Beyond, without.Narrative = nil, nil
	return asJSON(t, without)
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
