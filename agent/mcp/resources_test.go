package mcp

import (
	"context"
	"errors"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/netwhy/netwhy/agent/tool"
)

// nothing is what somebody may read whose rights were withdrawn.
type nothing struct{}

func (nothing) May(context.Context, tool.Access) error { return errors.New("no") }

func TestAReportIsNotListedOnceItsRightsAreWithdrawn(t *testing.T) {
	_, desk := recording(t)
	as := func(r tool.Rights) context.Context {
		return context.WithValue(t.Context(), callerKey{}, tool.Caller{Name: "ann", Rights: r})
	}
	if _, err := desk.investigate(as(tool.Own), question{Question: "is the network of namespace shop healthy?"}); err != nil {
		t.Fatal(err)
	}
	list, err := desk.Reports.List(t.Context(), "ann")
	if err != nil || len(list) != 1 {
		t.Fatalf("got %d reports, %v", len(list), err)
	}
	k := list[0]
	k.Rests = []tool.Access{{Verb: "list", Resource: "pods", Namespace: "shop"}}
	if _, err := desk.Reports.Keep(t.Context(), "ann", k); err != nil {
		t.Fatal(err)
	}
	for rights, want := range map[tool.Rights]int{tool.Own: 1, nothing{}: 0} {
		var list mcp.ListResourcesResult
		desk.hooks().OnAfterListResources[0](as(rights), nil, nil, &list)
		if len(list.Resources) != want {
			t.Errorf("%T: %d reports are listed, want %d", rights, len(list.Resources), want)
		}
	}
}
