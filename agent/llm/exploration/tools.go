package exploration

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
)

// The names of the tools.
const (
	runChecks    = "run_checks"
	readEvidence = "read_evidence"
)

type object = map[string]any

// tools are those that a model is offered, with what it may name in them.
func tools(offers []*checks.Check, kinds []*evidence.Meta) ([]llm.Tool, error) {
	var ids, names []string
	for _, c := range offers {
		ids = append(ids, c.ID)
	}
	for _, k := range kinds {
		names = append(names, k.Name)
	}
	slices.Sort(ids)
	slices.Sort(names)
	text := object{"type": "string"}
	var list []llm.Tool
	for _, t := range []struct {
		name, says string
		names      []string
		takes      object
	}{
		{runChecks, "Asks further checks, each of one subject.", ids, closed(object{"checks": object{"type": "array", "items": closed(object{
			"check": object{"type": "string", "enum": ids}, "subject": text, "because": object{"type": "array", "items": text, "description": "ids of facts"},
		})}})},
		{readEvidence, "Reads evidence of one kind for a subject, from an item on.", names, closed(object{
			"kind": object{"type": "string", "enum": names}, "subject": text, "from": object{"type": "integer", "description": "0, or where the last reading stopped"},
		})},
	} {
		if len(t.names) == 0 {
			continue // an enumeration of nothing is no schema
		}
		raw, err := json.Marshal(t.takes)
		if err != nil {
			return nil, fmt.Errorf("cannot write the schema of %s: %w", t.name, err)
		}
		list = append(list, llm.Tool{Name: t.name, Description: t.says, Parameters: raw, Strict: true})
	}
	return list, nil
}

// closed is the schema of an object whose properties are all required.
func closed(properties object) object {
	var names []string
	for name := range properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return object{"type": "object", "properties": properties, "required": names, "additionalProperties": false}
}
