package scenarios

import (
	"testing"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/agent/report"
	"github.com/netwhy/netwhy/test/models"
)

// modelled asks the cluster with a model that cooperates, and has hostile ones
// explain what was recorded of it.
func modelled(t *testing.T, w *world, s scenario, b *bundle.Bundle, plain *report.Report) {
	t.Helper()
	_, r := investigateWith(t, w.reader, s.ask, s.namespace, w.answers, models.Cooperating(t))
	models.Explained(t, r, plain)
	models.Attacked(t, b, plain)
}
