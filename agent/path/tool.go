package path

import (
	"context"
	"encoding/json"
	"reflect"
	"time"

	"github.com/netwhy/netwhy/agent/source"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// Args are the arguments of explain_path.
type Args struct {
	From string `json:"from" jsonschema:"who calls: NAMESPACE/NAME of a workload, pod or Service, an address, node/NAME or internet"`
	To   string `json:"to" jsonschema:"what is called, a port behind a colon: payments/api:80, a host name, an address, node/NAME or internet"`
}

// Tool is explain_path. It reads through a registry of its own, so that its
// readings do not wait for the place that it takes itself.
func Tool(registry *tool.Registry) (tool.Tool, error) {
	return tool.New(tool.Spec{
		Name: "explain_path", Title: "Explain a path", Effect: evidence.Active, Timeout: 45 * time.Second, Item: reflect.TypeFor[Answer](),
		Description: "Whether network policies let one end call another, which rule of which policy decides, and what policy would open the path. " +
			"Evaluates NetworkPolicy and Cilium policies; says nothing of routes, firewalls beyond the cluster, or who listens.",
	}, inTurn, func(ctx context.Context, in Args) (tool.Reading, error) {
		call := tool.CallOf(ctx)
		gatherer := &source.Gatherer{Registry: registry.Within(call), Caller: call.Caller, Now: time.Now}
		answer, err := Explain(ctx, gatherer.Gather, in.From, in.To)
		if err != nil {
			return tool.Reading{}, err
		}
		item, err := json.Marshal(answer)
		return tool.Reading{Items: []json.RawMessage{item}}, err
	})
}

// inTurn is what explaining needs by itself: what it reads in turn is asked of
// the caller's rights reading by reading.
func inTurn(Args) []tool.Access { return nil }
