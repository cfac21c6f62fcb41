package hubble

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"github.com/cilium/cilium/pkg/hubble/container"
	source "github.com/netwhy/netwhy/agent/source/hubble"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks/evidence"
	"github.com/netwhy/netwhy/checks/hubble"
	"github.com/netwhy/netwhy/test/authority"
	"google.golang.org/protobuf/types/known/timestamppb"
)

func viewOf(t testing.TB, item json.RawMessage) (v hubble.View) {
	t.Helper()
	if err := json.Unmarshal(item, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// read asks, and takes the answer apart.
func read(t testing.TB, s *source.Source, a source.Args) (flows []hubble.Flow, view hubble.View) {
	t.Helper()
	tools, err := s.Tools()
	if err != nil {
		t.Fatal(err)
	}
	registry, err := tool.NewRegistry(nil, tools...)
	if err != nil {
		t.Fatal(err)
	}
	reading, err := registry.Call(t.Context(), tool.Caller{Rights: tool.Own}, evidence.ToolHubble, a)
	if err != nil {
		t.Fatal(err)
	}
	for i, raw := range reading.Items {
		var item hubble.Item
		if err := json.Unmarshal(raw, &item); err != nil {
			t.Fatal(err)
		}
		if err := evidence.WorkloadFlows.Valid(fmt.Appendf(nil, "[%s]", raw), true); err != nil {
			t.Error(err)
		}
		switch {
		case item.Flow != nil:
			flows = append(flows, *item.Flow)
		case item.View != nil && i == len(reading.Items)-1:
			view = *item.View
		default:
			t.Errorf("item %d of %d is %s", i, len(reading.Items), raw)
		}
	}
	return flows, view
}

func reason(err error) evidence.Reason {
	var f *tool.Failure
	if errors.As(err, &f) {
		return f.Reason
	}
	return ""
}

// sample is a flow of shop/web to payments/api.
func sample(n int, at time.Time, change func(*flowpb.Flow)) *flowpb.Flow {
	f := &flowpb.Flow{
		Time: timestamppb.New(at), Uuid: fmt.Sprintf("%d-%d", n, at.UnixNano()), Verdict: flowpb.Verdict_FORWARDED, Type: flowpb.FlowType_L3_L4,
		EventType: &flowpb.CiliumEventType{Type: 4}, TrafficDirection: flowpb.TrafficDirection_EGRESS,
		IP: &flowpb.IP{Source: "10.0.0.1", Destination: "10.0.1.1"},
		L4: &flowpb.Layer4{Protocol: &flowpb.Layer4_TCP{TCP: &flowpb.TCP{SourcePort: uint32(40000 + n%20000), DestinationPort: 8080, Flags: &flowpb.TCPFlags{SYN: true}}}},
		Source: &flowpb.Endpoint{
			Identity: 1001, Namespace: "shop", PodName: "web-7c9d8f6b5-abcde", Labels: []string{"k8s:app=web"},
			Workloads: []*flowpb.Workload{{Kind: "Deployment", Name: "web"}},
		},
		Destination: &flowpb.Endpoint{
			Identity: 1002, Namespace: "payments", PodName: "api-5d4b7c-x1y2z", Labels: []string{"k8s:app=api"},
			Workloads: []*flowpb.Workload{{Kind: "Deployment", Name: "api"}},
		},
	}
	if change != nil {
		change(f)
	}
	return f
}

// denied makes a flow one of the two events of a drop by policy.
func denied(kind int32) func(*flowpb.Flow) {
	return func(f *flowpb.Flow) {
		f.Uuid += fmt.Sprint("-", kind)
		f.Verdict, f.DropReasonDesc, f.EventType = flowpb.Verdict_DROPPED, flowpb.DropReason_POLICY_DENIED, &flowpb.CiliumEventType{Type: kind}
		if kind == 5 {
			f.EgressDeniedBy = []*flowpb.Policy{{Kind: "NetworkPolicy", Namespace: "shop", Name: "web-out"}}
		}
	}
}

var web = source.Args{Namespace: "shop", Name: "web"}

func TestThreeNodesAndADeadOne(t *testing.T) {
	w := newWorld(t, 3, container.Capacity4095, true)
	now := time.Now()
	for i := range 40 {
		w.nodes[i%3].see(t, sample(i, now.Add(time.Duration(i-50)*time.Second), nil))
	}
	for i := range 5 {
		at := now.Add(time.Duration(i-5) * time.Second)
		w.nodes[0].see(t, sample(100+i, at, denied(5)), sample(100+i, at.Add(time.Microsecond), denied(1)))
	}
	w.nodes[1].see(t, &flowpb.LostEvent{Source: flowpb.LostEventSource_PERF_EVENT_RING_BUFFER, NumEventsLost: 7, Last: timestamppb.New(now)})
	s := w.source(time.Minute)
	defer s.Close()
	flows, view := read(t, s, web)
	if len(flows) == 0 || flows[0].Verdict != hubble.Dropped || flows[0].Count != 5 || flows[0].Reason != hubble.PolicyDenied {
		t.Fatalf("five packets were dropped, and the first flow is %+v", flows)
	}
	if p := flows[0].Policies; len(p) != 1 || p[0].String() != "NetworkPolicy shop/web-out" || flows[0].Enforcer().Workload != "Deployment/web" {
		t.Errorf("who dropped it: %+v", flows[0])
	}
	forwarded := 0
	for _, f := range flows[1:] {
		if f.Verdict != hubble.Forwarded || f.Server.Pod != "api-5d4b7c-x1y2z" || f.Port != 8080 || !f.Opens() {
			t.Errorf("an odd flow: %+v", f)
		}
		forwarded += f.Count
	}
	if forwarded != 40 || view.Read != 50 || view.Cut || view.Left != 0 {
		t.Errorf("%d flows were forwarded, and the view is %+v", forwarded, view)
	}
	states := map[string]string{}
	for _, n := range view.Nodes {
		states[n.Name] = n.State
		if n.State == hubble.Connected && (n.Since().IsZero() || n.Ring != 4095 || n.Version == "") {
			t.Errorf("of node %s it is not known what it holds: %+v", n.Name, n)
		}
	}
	if len(states) != 4 || states["node-a"] != hubble.Connected || states[dead] == hubble.Connected || states[dead] == "" {
		t.Errorf("the nodes are %v", states)
	}
	if len(view.Lost) != 1 || view.Lost[0].Events != 7 || view.Lost[0].Source != "PERF_EVENT_RING_BUFFER" {
		t.Errorf("lost: %+v", view.Lost)
	}
	if !strings.Contains(view.Blind(), dead) {
		t.Errorf("nothing is concluded from absence while a node is dead, but %q", view.Blind())
	}
}

func TestWhoIsAsked(t *testing.T) {
	w := newWorld(t, 2, container.Capacity4095, false)
	at := time.Now().Add(-time.Second)
	other := func(pod, namespace string) func(*flowpb.Flow) {
		return func(f *flowpb.Flow) {
			f.Source.PodName, f.Source.Namespace = pod, namespace
			f.Source.Workloads = nil
		}
	}
	w.nodes[0].see(t,
		sample(6, at.Add(-10*time.Minute), nil), sample(1, at, nil), sample(2, at, other("webshop-1", "shop")), sample(3, at, other("web-7c9d8f6b5-abcde", "store")),
		sample(4, at, func(f *flowpb.Flow) {
			f.Destination = &flowpb.Endpoint{Identity: 2, Labels: []string{"reserved:world"}}
		}),
		sample(5, at, func(f *flowpb.Flow) { // an answer
			f.Source, f.Destination, f.IP = f.Destination, f.Source, &flowpb.IP{Source: "10.0.1.1", Destination: "10.0.0.1"}
			f.L4.GetTCP().SourcePort, f.L4.GetTCP().DestinationPort = 8080, 40005
			f.L4.GetTCP().Flags = &flowpb.TCPFlags{SYN: true, ACK: true}
		}),
	)
	for name, c := range map[string]struct {
		args source.Args
		want int
	}{
		"a workload":          {web, 3},
		"a namespace":         {source.Args{Namespace: "shop"}, 4},
		"a call":              {source.Args{Namespace: "shop", Name: "web", Peer: "namespace/payments"}, 2},
		"a call outside":      {source.Args{Namespace: "shop", Name: "web", Peer: "api.example.com"}, 1},
		"the one called":      {source.Args{Namespace: "payments", Name: "api"}, 4},
		"a name's beginning":  {source.Args{Namespace: "shop", Name: "we"}, 0},
		"nobody":              {source.Args{Namespace: "shop", Name: "cart"}, 0},
		"another namespace":   {source.Args{Namespace: "store"}, 1},
		"a call of nobody's":  {source.Args{Namespace: "store", Peer: "namespace/shop"}, 0},
		"a call by namespace": {source.Args{Namespace: "shop", Peer: "namespace/payments"}, 3},
	} {
		s := w.source(time.Minute)
		flows, view := read(t, s, c.args)
		total := 0
		for _, f := range flows {
			total += f.Count
		}
		if total != c.want || view.Read != c.want || view.Blind() != "" && !strings.Contains(view.Blind(), "reach back") {
			t.Errorf("%s: %d flows, want %d: %+v", name, total, c.want, view)
		}
		s.Close()
	}
	s := w.source(time.Minute)
	defer s.Close()
	flows, _ := read(t, s, web)
	if !slices.ContainsFunc(flows, func(f hubble.Flow) bool { return f.Reply && f.Client.Pod == "web-7c9d8f6b5-abcde" && f.Port == 8080 }) {
		t.Errorf("no answer: %+v", flows)
	}
	if !slices.ContainsFunc(flows, func(f hubble.Flow) bool { return f.Server.Reserved == "world" }) {
		t.Errorf("nothing outside: %+v", flows)
	}
}

func TestCertificates(t *testing.T) {
	w := newWorld(t, 1, container.Capacity4095, false)
	w.nodes[0].see(t, sample(1, time.Now().Add(-time.Second), nil))
	s := w.source(time.Minute)
	defer s.Close()
	if flows, _ := read(t, s, web); len(flows) != 1 {
		t.Fatalf("%+v", flows)
	}
	stranger, err := authority.New()
	if err != nil {
		t.Fatal(err)
	}
	w.certify(t, stranger)
	if _, err := s.Flows(t.Context(), web); reason(err) != evidence.Unreachable {
		t.Errorf("with a stranger's certificate: %v", err)
	}
	w.certify(t, w.ca)
	if flows, _ := read(t, s, web); len(flows) != 1 {
		t.Errorf("after the rotation: %+v", flows)
	}
	for name, c := range map[string]struct {
		relay source.Relay
		want  evidence.Reason
		says  string
	}{
		"no relay":        {source.Relay{}, evidence.NotInstalled, "--relay"},
		"no certificates": {source.Relay{Address: w.address}, evidence.NotInstalled, "--relay-tls"},
		"no such folder":  {source.Relay{Address: w.address, Files: "/nowhere"}, evidence.NotInstalled, "client certificate"},
		"plaintext":       {source.Relay{Address: w.address, Plaintext: true}, evidence.Unreachable, w.address},
		"another name":    {source.Relay{Address: w.address, Files: w.files, Name: "relay.example.com"}, evidence.Unreachable, "relay.example.com"},
		"nobody there":    {source.Relay{Address: free(t), Files: w.files}, evidence.Unreachable, "refused"},
	} {
		s := source.New(c.relay, time.Minute, time.Now)
		if _, err := s.Flows(t.Context(), web); reason(err) != c.want || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %s and %q", name, err, c.want, c.says)
		}
		s.Close()
	}
}

func TestARelayThatComesBack(t *testing.T) {
	w := newWorld(t, 1, container.Capacity4095, false)
	w.nodes[0].see(t, sample(1, time.Now().Add(-time.Second), nil))
	s := w.source(time.Minute)
	defer s.Close()
	read(t, s, web)
	w.server.Stop()
	answered := make(chan error, 1)
	go func() {
		_, err := s.Flows(t.Context(), web)
		answered <- err
	}()
	w.serve(t)
	if err := <-answered; err != nil {
		t.Errorf("a relay that restarts: %v", err)
	}
}

func TestARingThatIsShort(t *testing.T) {
	w := newWorld(t, 1, container.Capacity127, false)
	now := time.Now()
	for i := range 300 {
		w.nodes[0].see(t, sample(i, now.Add(time.Duration(i-300)*100*time.Millisecond), nil))
	}
	s := w.source(time.Minute)
	defer s.Close()
	_, view := read(t, s, web)
	if !strings.Contains(view.Blind(), "node-a reach back") {
		t.Errorf("the ring holds a few seconds of a minute, but %q: %+v", view.Blind(), view.Nodes)
	}
}
