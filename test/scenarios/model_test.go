package scenarios

import (
	"flag"
	"maps"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/llm/llmtest/attack"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/test/models"
)

// each is how many hostile scripts play against each scenario; all of them have
// had their turn after a few scenarios.
var each = flag.Int("hostile", 0, "how many hostile scripts each scenario meets, 0 for all")

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

// modelled asks the cluster with a model that cooperates, and has hostile ones
// explain what was recorded of it.
func modelled(t *testing.T, w *world, s scenario, b *bundle.Bundle, plain *report.Report, hostile *opponents) {
	t.Helper()
	_, r := investigateWith(t, w.reader, s.ask, s.namespace, w.answers, models.Cooperating(t))
	models.Explained(t, r, plain)
	models.Attacked(t, b, plain, hostile.next())
}
