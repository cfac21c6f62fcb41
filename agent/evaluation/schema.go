package evaluation

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// meanings describe the properties of a result, wherever they stand.
var meanings = map[string]string{
	"schema": "names this form of the result", "program": "version of netwhy", "catalogue": "digest of the checks", "prompts": "digest of what the model was asked with",
	"model": "absent if none was asked", "scenarios": "the situations, each with its runs", "without": "of the run without a model", "with": "of all runs with the model",
	"name": "the scenario's file or folder", "question": "what was asked", "status": "healthy, fault, unknown or declined: of a scenario the true one, of a run that which came",
	"causes": "root causes as ID and culprit: of a scenario the true ones, of a run those which came", "runs": "how often each scenario is run with the model, how many runs, or the runs themselves",
	"pass": "all is as expected", "failed": "why it is not, or calls without an answer", "falseAlarm": "a fault where there is none, or a cause that is not one", "seconds": "from question to report",
	"explanation": "what came of the model", "answered": "the endpoint gave at least one answer", "says": "sentences that are left", "kept": "sentences that are no guesses",
	"hypotheses": "sentences marked as guesses", "dropped": "sentences that the report does not bear out", "refused": "calls that named what may not be asked",
	"citesRoots": "each root cause is cited by a sentence that is no guess", "why": "there is no explanation", "bill": "what the answers took",
	"passed": "runs that passed", "passAt1": "share of the runs that passed", "passHatN": "share of the scenarios of which all runs passed", "falseAlarms": "runs with a false alarm",
	"p50Seconds": "half of the runs took no longer", "p95Seconds": "95 of 100 runs took no longer", "unanswered": "runs in which the endpoint gave no answer at all",
	"unexplained": "runs without a sentence left, those without an answer included", "calls": "requests to the model", "failedCalls": "calls without an answer",
	"unmetered": "calls whose tokens the endpoint did not tell", "attempts": "requests on the wire", "inputTokens": "", "cachedTokens": "of the input", "outputTokens": "", "reasoningTokens": "of the output",
	"cost": "absent where it is not known", "currency": "", "priced": "date of the price list",
}

// SchemaJSON is the JSON Schema (draft 2020-12) of a result as JSON. It lets
// properties through that it does not know.
func SchemaJSON() ([]byte, error) {
	s, err := jsonschema.For[Result](nil)
	if err != nil {
		return nil, fmt.Errorf("cannot make the schema of an evaluation: %w", err)
	}
	describe(s)
	s.Schema, s.ID, s.Title = "https://json-schema.org/draft/2020-12/schema", Schema, "Netwhy evaluation"
	s.Properties["schema"].Const = jsonschema.Ptr(any(Schema))
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("cannot write the schema of an evaluation: %w", err)
	}
	return append(data, '\n'), nil
}

// describe tells what properties mean, and opens the objects.
func describe(s *jsonschema.Schema) {
	if s.AdditionalProperties != nil && s.AdditionalProperties.Not != nil {
		s.AdditionalProperties = nil
	}
	for name, p := range s.Properties {
		p.Description = meanings[name]
		if p.Description == "" && strings.HasSuffix(name, "Tokens") {
			p.Description = "tokens as the endpoint tells them"
		}
		describe(p)
	}
	if s.Items != nil {
		describe(s.Items)
	}
}
