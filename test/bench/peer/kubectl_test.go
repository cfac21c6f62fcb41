package peer

import (
	"strings"
	"testing"
)

func TestKubectlShowsWhatIsThere(t *testing.T) {
	c, kubectl, faults := world(t)
	for _, ask := range questions {
		r, err := Kubectl{Path: kubectl}.Run(t.Context(), c.Kubeconfig, ask)
		if err != nil {
			t.Fatal(err)
		}
		shows(t, r, ask, faults)
	}
}

func TestAReadThatFailsIsTold(t *testing.T) {
	c, kubectl, _ := world(t)
	r, err := Kubectl{Path: kubectl}.Run(t.Context(), c.Kubeconfig, Ask{Namespace: "shop", Name: "absent"})
	if err != nil {
		t.Fatal(err)
	}
	last := r.Calls[len(r.Calls)-1]
	if !strings.Contains(last.Err, "not found") || !strings.Contains(r.Err, last.What) {
		t.Errorf("got %+v and %q, want what was not found", last, r.Err)
	}
	if !r.Shows("web-0") {
		t.Error("what else was read is lost")
	}
}

func TestNoKubectlIsAnError(t *testing.T) {
	if _, err := (Kubectl{Path: "/nowhere/kubectl"}).Run(t.Context(), "", Ask{}); err == nil || !strings.Contains(err.Error(), "not on PATH") {
		t.Errorf("got %v", err)
	}
}

func TestAQuestionAboutNodesReadsThem(t *testing.T) {
	for question, want := range map[string]bool{"web cannot be reached": false, "is a Node broken?": true} {
		got := false
		for _, r := range Reads(Ask{Question: question, Namespace: "shop"}) {
			got = got || r.Kind == "Node"
		}
		if got != want {
			t.Errorf("%q: nodes are read: %v", question, got)
		}
	}
}
