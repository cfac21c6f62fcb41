package picture

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/netwhy/netwhy/agent"
	"github.com/netwhy/netwhy/agent/bundle"
	"github.com/netwhy/netwhy/checks/catalog"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
)

func drawn(t *testing.T, name string) Pictures {
	t.Helper()
	b, err := bundle.Open("../../cmd/netwhy/demo/"+name+".zip", catalog.Kinds())
	if err != nil {
		t.Fatal(err)
	}
	return Of(b, agent.Judge(b))
}

func TestThePathShowsWhereItBreaks(t *testing.T) {
	for name, want := range map[string]string{"selector-mismatch": "Service", "coredns-down": "Name", "uplink-mtu": "Nodes", "egress-port": "Network policy", "cluster-review": "Name", "healthy": ""} {
		var broken []string
		for _, h := range drawn(t, name).Path {
			if h.Verdict == "fail" {
				broken = append(broken, h.Role)
			}
			if h.Verdict == "pass" && h.Partly != (h.Unknown > 0) {
				t.Errorf("%s: %s hides what was not seen: %+v", name, h.Role, h)
			}
		}
		if want == "" && len(broken) > 0 || want != "" && !slices.Contains(broken, want) {
			t.Errorf("%s: broken are %v", name, broken)
		}
	}
}

func TestWhatKernelsCounted(t *testing.T) {
	p := drawn(t, "uplink-mtu")
	if len(p.Nodes) != 2 {
		t.Fatalf("drew %d nodes", len(p.Nodes))
	}
	for _, n := range p.Nodes {
		if len(n.Processors) != 2 || n.Processors[0].Received == nil || *n.Processors[0].Received == 0 || !n.To.After(n.From) {
			t.Errorf("node %s: %+v from %s to %s", n.Name, n.Processors, n.From, n.To)
		}
	}
	lost := func(c Counter) bool {
		return c.Thing == "eth0" && c.Name == "tx_dropped" && c.Delta > 0 && c.Last == c.First+c.Delta && c.Loss
	}
	if !slices.ContainsFunc(p.Nodes[1].Counters, lost) {
		t.Errorf("what the report blames is not drawn: %+v", p.Nodes[1].Counters)
	}
	p = drawn(t, "egress-port")
	if len(p.Nodes) != 2 || p.Flows == nil || len(p.Flows.Series) < 2 || len(p.Flows.Codes) < 2 || len(p.Answers) < 2 {
		t.Errorf("what Hubble saw is not drawn: %+v", p.Flows)
	}
	if p := drawn(t, "healthy"); len(p.Nodes) > 0 || p.Flows != nil {
		t.Errorf("what was not read is drawn: %+v", p)
	}
}

func record(t *testing.T, kind, digest string, items any) evidence.Record {
	t.Helper()
	data, err := json.Marshal(items)
	if err != nil {
		t.Fatal(err)
	}
	return evidence.Record{Kind: kind, Digest: digest, Payload: data}
}

func TestFlowsOverTime(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)
	web, api := hubble.End{Namespace: "shop", Pod: "web-1"}, hubble.End{Namespace: "payments", Pod: "api-1"}
	dropped := hubble.Flow{Count: 6, First: start, Last: start, Verdict: hubble.Dropped, Client: web, Server: api, Protocol: "TCP", Port: 8080}
	passed := hubble.Flow{Count: 60, First: start, Last: start.Add(time.Minute), Verdict: hubble.Forwarded, Client: web, Server: api}
	refused := hubble.Flow{Count: 3, First: start, Last: start, Verdict: hubble.Forwarded, DNS: &hubble.DNS{Query: "api.payments.svc.cluster.local.", Answer: true, Rcode: 3}}
	view := hubble.View{From: start, Until: start.Add(time.Minute), Nodes: []hubble.Node{{Name: "a", Oldest: start.Add(-time.Hour)}, {Name: "b", Oldest: start.Add(20 * time.Second)}}}
	items := []hubble.Item{{Flow: &dropped}, {Flow: &passed}, {Flow: &refused}, {View: &view}}
	flows, answers := flows([]evidence.Record{
		record(t, evidence.CallFlows.Name, "a", items), record(t, evidence.WorkloadFlows.Name, "b", items[:1]),
		record(t, evidence.Answers.Name, "c", []evidence.DNSAnswer{{Name: "api", Rcode: "NOERROR"}, {Name: "api", Rcode: evidence.NoAnswer}}),
	})
	if len(flows.Series) != 2 || flows.Series[0].Total != 6 || flows.Series[1].Total != 63 {
		t.Fatalf("a flow of two records counts twice, or is lost: %+v", flows.Series)
	}
	if flows.Series[0].Parts[0] != 6 || flows.Series[1].Parts[parts-1] != 2 {
		t.Errorf("they are spread %v, %v", flows.Series[0].Parts, flows.Series[1].Parts)
	}
	if !flows.Whole.Equal(start.Add(20 * time.Second)) {
		t.Errorf("they are whole since %s", flows.Whole)
	}
	if len(flows.Codes) != 1 || flows.Codes[0].Name != "NXDOMAIN" || flows.Codes[0].Total != 3 || flows.Codes[0].Parts[0] != 3 {
		t.Errorf("the codes are %+v", flows.Codes)
	}
	if flows.Blind != view.Blind() || flows.Rows[0].Port != "8080/TCP" || flows.Rows[0].From != "shop/web-1" {
		t.Errorf("got %q, %+v", flows.Blind, flows.Rows[0])
	}
	want := []Answer{{"NOERROR", "Netwhy", 1, []string{"api"}}, {evidence.NoAnswer, "Netwhy", 1, []string{"api"}}, {"NXDOMAIN", "pods", 3, []string{"api.payments.svc.cluster.local."}}}
	if !slices.EqualFunc(answers, want, func(a, b Answer) bool {
		return a.Code == b.Code && a.Asked == b.Asked && a.Count == b.Count && slices.Equal(a.Names, b.Names)
	}) {
		t.Errorf("answers are %+v", answers)
	}
}
