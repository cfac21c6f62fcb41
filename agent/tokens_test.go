package agent

import (
	"encoding/json"
	"testing"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
	"github.com/tiktoken-go/tokenizer"
)

const (
	mostInput   = 12_000 // tokens of a typical investigation
	mostTurns   = 4
	mostSchemas = 4000
)

// TestAnInvestigationIsFrugal counts what a model is sent by a tokenizer.
func TestAnInvestigationIsFrugal(t *testing.T) {
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	if err != nil {
		t.Fatal(err)
	}
	count := func(text string) int {
		n, err := codec.Count(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, name := range []string{"selector-mismatch", "coredns-down", "healthy"} {
		q := world(t, name, nil)
		var server *llmtest.Server
		check, read := offered(t, name)
		q.Model, server = scripted(t, calling("run_checks", check, "read_evidence", read), idle, telling(said("What was asked is answered by the summary.", "A2")))
		investigate(t, q)
		input, schemas := 0, 0
		for _, r := range server.Requests() {
			input += count(r.Raw) // braces and field names of the wire, too: more than an endpoint counts
			tools, err := json.Marshal(r.Body["tools"])
			if err != nil {
				t.Fatal(err)
			}
			schemas = max(schemas, count(string(tools)))
		}
		t.Logf("%s: %d tokens in %d turns, tools %d", name, input, len(server.Requests()), schemas)
		if input > mostInput || len(server.Requests()) > mostTurns || schemas > mostSchemas {
			t.Errorf("%s: want at most %d, %d, %d", name, mostInput, mostTurns, mostSchemas)
		}
	}
}
