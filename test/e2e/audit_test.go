package e2e

import (
	"slices"
	"testing"
)

// askedOnly holds what the program asked of the API server, in all scenarios, to
// readings of no Secret: by the audit log of the API server itself.
func (w *world) askedOnly(t *testing.T) {
	t.Helper()
	if !w.cluster.Options.Audit {
		return // made by hand, to iterate on
	}
	list, err := w.cluster.Asked("system:serviceaccount:netwhy:netwhy")
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, r := range list {
		review := r.Verb == "create" && slices.Contains([]string{"tokenreviews", "subjectaccessreviews"}, r.Object.Resource)
		if !review && (!slices.Contains([]string{"get", "list", "watch"}, r.Verb) || r.Object.Resource == "secrets") {
			t.Errorf("the program asked: %s", r)
		}
		count[r.Verb]++
	}
	if count["list"] == 0 {
		t.Errorf("the audit log of %s holds no readings: %v", w.cluster.Options.Name, count)
	}
	t.Logf("%s: %v", w.cluster.Options.Name, count)
}
