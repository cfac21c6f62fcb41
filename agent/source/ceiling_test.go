package source

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent/source/kube"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
)

// TestEvidenceHasACeiling reads three lists of a kilobyte, of which two are kept.
func TestEvidenceHasACeiling(t *testing.T) {
	list, err := tool.New(tool.Spec{Name: evidence.ToolList, Title: "list", Description: "lists"}, nil, func(context.Context, kube.ListArgs) (tool.Reading, error) {
		return tool.Reading{Items: []json.RawMessage{json.RawMessage(fmt.Sprintf(`{"metadata":{"name":"a","annotations":{"a":%q}}}`, strings.Repeat("a", 1000)))}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil, list)
	if err != nil {
		t.Fatal(err)
	}
	g := &Gatherer{Registry: registry, Caller: tool.Caller{Rights: tool.Own}, Now: time.Now, Most: 2500}
	var wants []evidence.Want
	for _, kind := range []*evidence.Meta{evidence.Nodes.Meta, evidence.SystemAgents.Meta, evidence.IngressClasses.Meta} {
		wants = append(wants, evidence.Want{Kind: kind, Subject: evidence.TheCluster})
	}
	snapshot := g.Gather(t.Context(), wants)
	if records, gaps := snapshot.Records(), snapshot.Gaps(); len(records) != 2 || len(gaps) != 1 || gaps[0].Reason != evidence.Truncated || !strings.Contains(gaps[0].Needs, "of evidence") {
		t.Errorf("kept are %d records, and %+v", len(records), gaps)
	}
}
