package models

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/netwhy/netwhy/agent/llm/llmtest"
	"github.com/netwhy/netwhy/agent/llm/llmtest/attack"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/tiktoken-go/tokenizer"
)

// Handler serves a model that cooperates.
func Handler() (http.Handler, error) {
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	if err != nil {
		return nil, fmt.Errorf("cannot count tokens: %w", err)
	}
	return llmtest.New(llmtest.Answering(func(r llmtest.Request) llmtest.Say { return Cooperates(codec, r) })), nil
}

// Cooperates looks at one thing that is on offer, and then explains by the summary
// and the root causes.
func Cooperates(codec tokenizer.Codec, request llmtest.Request) llmtest.Say {
	said := cooperates(request)
	input, err := codec.Count(request.Raw) // with the marks of the wire, which an endpoint does not count
	if err != nil {
		return llmtest.Say{} // which whoever asked takes for a failure
	}
	said.Tokens = &llmtest.Tokens{Input: input, Output: 20}
	return said
}

// sent is what the model reads of a request.
type sent struct {
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

func cooperates(request llmtest.Request) llmtest.Say {
	var s sent
	if json.Unmarshal([]byte(request.Raw), &s) != nil {
		return llmtest.Say{}
	}
	switch {
	case strings.Contains(request.Raw, `"json_schema"`):
		cites := []string{"A2"}
		for line := range strings.Lines(s.Messages[1].Content) {
			var f struct{ ID, Sort string }
			if json.Unmarshal([]byte(line), &f) == nil && f.Sort == "cause" {
				cites = append(cites, f.ID)
			}
		}
		return attack.Telling(attack.Said(attack.Honest, cites...))
	case len(s.Messages) > 2:
		return attack.Idle
	}
	return s.look(strings.Contains(request.Raw, `"cilium.host-routing"`))
}

// look asks for one check and one kind of evidence of the cluster, if they are on
// offer.
func (s sent) look(hosts bool) llmtest.Say {
	var calls []string
	for _, tool := range s.Tools {
		switch {
		case tool.Function.Name == "run_checks" && hosts:
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
