package hubble

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/pkg/hubble/container"
	gather "github.com/netwhy/netwhy/agent/source"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/cause"
	"github.com/netwhy/netwhy/checks/evidence"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// objects are what the API server would tell of the call's two ends, where
// nothing else is of what the checks want.
func objects(t *testing.T, wants []evidence.Want) (records []evidence.Record) {
	t.Helper()
	seal := func(kind string, owner evidence.Subject, items ...json.RawMessage) {
		r, err := evidence.Seal(evidence.Record{Kind: kind, Subject: owner}, items)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	for kind, text := range map[*evidence.Meta]string{
		evidence.Pods.Meta: `{"metadata":{"name":"web-7c9d8f6b5-abcde","namespace":"shop","labels":{"pod-template-hash":"7c9d8f6b5"},
			"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-7c9d8f6b5","uid":"","controller":true}]},"status":{"phase":"Running"}}`,
		evidence.Services.Meta:       `{"metadata":{"name":"api","namespace":"payments"},"spec":{"clusterIP":"10.96.0.20","ports":[{"port":80,"targetPort":8080}]}}`,
		evidence.EndpointSlices.Meta: `{"metadata":{"name":"api-1","namespace":"payments","labels":{"kubernetes.io/service-name":"api"}},"addressType":"IPv4","endpoints":[{"addresses":["10.0.1.1"]}],"ports":[{"port":8080,"protocol":"TCP"}]}`,
	} {
		space := "payments"
		if kind == evidence.Pods.Meta {
			space = "shop"
		}
		seal(kind.Name, evidence.Of(evidence.Namespace, "", space), json.RawMessage(text))
	}
	for _, w := range wants {
		if !slices.ContainsFunc(records, func(r evidence.Record) bool { return r.Kind == w.Kind.Name && r.Subject == w.Subject }) {
			seal(w.Kind.Name, w.Subject)
		}
	}
	return records
}

// TestFromTheRelayToTheCause gathers what the checks of a call need through the
// registry, judges it, and finds the root.
func TestFromTheRelayToTheCause(t *testing.T) {
	w := newWorld(t, 2, container.Capacity4095, false)
	now := time.Now()
	ingress := func(kind int32) func(*flowpb.Flow) {
		return func(f *flowpb.Flow) {
			denied(kind)(f)
			f.TrafficDirection, f.EgressDeniedBy = flowpb.TrafficDirection_INGRESS, nil
		}
	}
	for i := range 3 {
		at := now.Add(time.Duration(i-4) * time.Second)
		w.nodes[0].see(t, sample(i, at, func(f *flowpb.Flow) { f.TraceObservationPoint = flowpb.TraceObservationPoint_TO_NETWORK }))
		w.nodes[1].see(t, sample(i, at, ingress(5)), sample(i, at, ingress(1)))
	}
	w.nodes[0].see(t, &flowpb.Flow{Uuid: "else", Time: timestamppb.New(now), Verdict: flowpb.Verdict_FORWARDED})
	s := w.source(2 * time.Minute)
	defer s.Close()
	tools, err := s.Tools()
	if err != nil {
		t.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil, tools...)
	if err != nil {
		t.Fatal(err)
	}
	call := evidence.CallOf(evidence.WorkloadOf("Deployment", "shop", "web"), evidence.Of(evidence.Service, "payments", "api"))
	g := gather.Gatherer{Registry: registry, Caller: tool.Caller{Rights: tool.Own}, Now: time.Now}
	var cases []checks.Case
	var wants, others []evidence.Want
	for _, c := range catalog.All() {
		if catalog.Area(c) != "flow" || !c.Takes(call) {
			continue
		}
		cases = append(cases, checks.Case{Check: c, Subject: call})
		for _, n := range c.Needs {
			owner, ok := n.For(call)
			switch want := (evidence.Want{Kind: n.Kind, Subject: owner}); {
			case !ok:
			case n.Kind.Query.Tool == evidence.ToolHubble:
				wants = append(wants, want)
			default:
				others = append(others, want)
			}
		}
	}
	g.Gather(t.Context(), wants)
	records, gaps := g.Records()
	// One reading of the past, and one that watches.
	for _, kind := range []string{evidence.CallFlows.Name, evidence.CallFlowsAhead.Name} {
		i := slices.IndexFunc(records, func(r evidence.Record) bool { return r.Kind == kind })
		if i < 0 || len(records) != 2 || len(gaps) != 0 || records[i].Bound == "" || records[i].Subject != call {
			t.Fatalf("one %s serves all checks of the call, but %d records were made: %+v", kind, len(records), gaps)
		}
	}
	findings := checks.Evaluate(evidence.NewSnapshot(append(records, objects(t, others)...), gaps), cases)
	failed := slices.DeleteFunc(slices.Clone(findings), func(f checks.Finding) bool { return f.Verdict != checks.Fail })
	if len(failed) != 1 || failed[0].Check != "flow.call-policy-drops" || !strings.HasPrefix(failed[0].Says, "3 packets from shop/web-7c9d8f6b5-abcde to payments/api-5d4b7c-x1y2z port 8080/TCP were dropped by the ingress policies of payments/") {
		t.Errorf("what failed is %+v", failed)
	}
	results := cause.Correlate(catalog.Causes(), findings, []checks.Symptom{checks.ConnectionTimeout}, func(checks.Finding) bool { return true })
	if len(results) == 0 || results[0].Cause != "flow.policy-dropped" || !results[0].Root || results[0].Culprit.String() != "Deployment payments/api" {
		t.Errorf("the root is %+v", results)
	}
}
