package agent

import (
	"testing"

	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/checks/catalog"
)

func TestABundleIsExplainedAndStaysAsItIs(t *testing.T) {
	b, err := bundle.Open("../cmd/netwhy/demo/selector-mismatch.zip", catalog.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	plain, err := Explain(t.Context(), b, nil)
	if err != nil || core(t, plain) != core(t, Judge(b)) || plain.Narrative != nil {
		t.Fatalf("without a model it is %s, %v", core(t, plain), err)
	}
	model, _ := scripted(t,
		calling("run_checks", `{"checks":[{"check":"cilium.host-routing","subject":"Cluster","because":["A2"]}]}`),
		idle, telling(said("What was asked is answered by the summary.", "A2")))
	r, err := Explain(t.Context(), b, model)
	if err != nil || core(t, r) != core(t, plain) {
		t.Fatalf("the report changes: %s, %v", core(t, r), err)
	}
	if n := r.Narrative; len(n.Sentences) != 1 || len(n.Asked) != 1 {
		t.Errorf("got %+v", n)
	}
	if r.Beyond == nil || len(r.Beyond.Findings) != 1 || r.Beyond.Findings[0].Verdict.String() != "unknown" {
		t.Errorf("what the bundle does not hold is judged: %+v", r.Beyond)
	}
	if b.Unplanned != nil {
		t.Error("the bundle holds what the model had looked at")
	}
}
