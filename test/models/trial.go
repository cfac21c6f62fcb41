package models

import (
	"encoding/json"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/agent/llm/exploration"
	"github.com/netwhy/netwhy/agent/llm/llmtest"
	"github.com/netwhy/netwhy/agent/llm/llmtest/attack"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/tiktoken-go/tokenizer"
)

// What a model may be sent for one question.
const (
	mostInput = 12_000 // tokens
	mostTurns = 4
)

// Cooperating is a model that cooperates.
func Cooperating(t testing.TB) *agent.Model {
	t.Helper()
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	if err != nil {
		t.Fatal(err)
	}
	model, _ := Scripted(t, llmtest.Answering(func(r llmtest.Request) llmtest.Say { return Cooperates(codec, r) }))
	return model
}

// Explained holds a report that was made with a model that cooperates: it
// explains every root cause, within bounds, and changes nothing.
func Explained(t testing.TB, r, plain *report.Report) {
	t.Helper()
	held(t, "a model that cooperates", r, plain)
	n := r.Narrative
	if n == nil || len(n.Sentences) == 0 || n.Failed != "" || n.Refused > 0 {
		t.Errorf("a model that cooperates explains nothing: %+v", n)
		return
	}
	for _, c := range r.Roots {
		if !n.Cites(c.ID) {
			t.Errorf("no sentence cites the root cause %s: %+v", c.ID, n.Sentences)
		}
	}
	t.Logf("%d input tokens in %d turns", n.Bill.Input, n.Bill.Calls)
	if n.Bill.Input > mostInput || n.Bill.Calls > mostTurns || n.Bill.Unmetered > 0 {
		t.Errorf("%d input tokens in %d turns, want at most %d in %d", n.Bill.Input, n.Bill.Calls, mostInput, mostTurns)
	}
}

// Attacked has every hostile model explain what was recorded. None may change the
// report, or say what it does not bear out.
func Attacked(t testing.TB, b *bundle.Bundle, plain *report.Report) {
	t.Helper()
	want := asJSON(t, plain.Plain())
	names := make(chan string, len(attack.Scripts))
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for name := range names {
				attacked(t, name, b, plain, want)
			}
		})
	}
	for _, name := range slices.Sorted(maps.Keys(attack.Scripts)) {
		names <- name
	}
	close(names)
	group.Wait()
}

func attacked(t testing.TB, name string, b *bundle.Bundle, plain *report.Report, want string) {
	t.Helper()
	model, _ := Scripted(t, attack.Scripts[name]...)
	r, err := agent.Explain(t.Context(), b, model)
	if err != nil {
		t.Error(err)
		return
	}
	if asJSON(t, r.Plain()) != want {
		held(t, name, r, plain) // tells what differs
		t.Errorf("with a model that %q the report is another", name)
	}
	for _, said := range r.Narrative.Sentences {
		if !said.Hypothesis && !borne(t, plain, said.Text) {
			t.Errorf("a model that %q says %q, citing %q", name, said.Text, said.Cites)
		}
	}
	if n := r.Narrative.Bill.Calls; n > mostTurns {
		t.Errorf("a model that %q was asked %d times", name, n)
	}
}

// borne reports whether the report itself says what a script says: the clusters
// of scenarios hold things and remedies that scripts happen to invent.
func borne(t testing.TB, r *report.Report, text string) bool {
	t.Helper()
	if text == attack.Honest || r.Status == report.Healthy && strings.HasSuffix(text, " is healthy.") {
		return true
	}
	words := map[string][]string{"Restart the api.": {"restart", "api"}, "Delete the namespace.": {"delete", "namespace"}, "The MTU of the nodes is too small.": {"mtu"}}[text]
	if strings.Contains(text, "billing") {
		words = []string{"billing"}
	}
	said := strings.ToLower(r.Summary + asJSON(t, r.Roots))
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(said, w) })
}

// held compares what operators act on, in words of its own: status, verdicts,
// causes and remedies.
func held(t testing.TB, who string, r, plain *report.Report) {
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

// Scripted is a model that plays a script, and the server that it asks.
func Scripted(t testing.TB, script ...llmtest.Play) (*agent.Model, *llmtest.Server) {
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

func asJSON(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
