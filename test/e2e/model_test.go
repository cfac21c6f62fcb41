package e2e

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/llm/llmtest/attack"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/test/binary"
	"github.com/netwhy/netwhy/test/models"
	"github.com/netwhy/netwhy/test/realcluster/machine"
)

// modelAddress is where a model that cooperates listens, on node-a.
const modelAddress = "127.0.0.1:18434"

// employ starts the model, where none of an earlier run does.
func (w *world) employ(ctx context.Context) error {
	program, err := binary.Own(ctx, "test/models/serve")
	if err != nil {
		return err
	}
	node := w.cluster.Node("node-a")
	_ = node.Stop(ctx, "model") // none runs, mostly
	return node.Start(ctx, machine.Process{Name: "model", Path: program, Args: []string{modelAddress}})
}

// modelled holds the live report, which a model explained, and those of hostile
// ones against that without a model.
func (w *world) modelled(t *testing.T, a answer) {
	t.Helper()
	b, err := bundle.Open(a.file, catalog.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	models.Explained(t, a.explained, a.Report)
	models.Attacked(t, b, a.Report, slices.Sorted(maps.Keys(attack.Scripts)))
}
