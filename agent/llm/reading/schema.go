package reading

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/netwhy/netwhy/agent/llm"
	"github.com/netwhy/netwhy/checks"
)

// kinds are those of [plan.Mention].
var kinds = []string{"", "namespace", "service", "deployment", "statefulset", "daemonset", "job", "workload", "pod", "node", "ingress", "gateway", "httproute", "host", "ip"}

// schema is that of the form, with the closed lists in it.
func schema() (*llm.Output, error) {
	text := map[string]any{"type": "string"}
	closed := func(properties map[string]any) map[string]any {
		return map[string]any{"type": "object", "properties": properties, "required": slices.Sorted(maps.Keys(properties)), "additionalProperties": false}
	}
	mentions := map[string]any{"type": "array", "items": closed(map[string]any{
		"kind": map[string]any{"type": "string", "enum": kinds}, "namespace": text, "name": text, "port": text,
	})}
	raw, err := json.Marshal(closed(map[string]any{
		"scope":    map[string]any{"type": "string", "enum": []string{"network", "change", "other"}},
		"symptoms": map[string]any{"type": "array", "items": map[string]any{"type": "string", "enum": checks.Symptoms()}},
		"from":     mentions, "to": mentions, "when": text,
	}))
	if err != nil {
		return nil, fmt.Errorf("cannot write the form for the model: %w", err)
	}
	return &llm.Output{Name: "question", Schema: raw}, nil
}
