package hubble

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"google.golang.org/protobuf/types/known/timestamppb"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// read reads lines, and counts their flows.
func read(t *testing.T, lines ...string) []Flow {
	t.Helper()
	flows, _, err := Lines([]byte(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return Count(flows)
}

const packet = `"IP":{"source":"10.0.0.1","destination":"10.0.1.1"},"l4":{"TCP":{"source_port":41000,"destination_port":8080,"flags":{"SYN":true}}},"source":{"namespace":"shop","pod_name":"web-1"},"destination":{"namespace":"payments","pod_name":"api-1"},"traffic_direction":"INGRESS","node_name":"default/node-b"`

func TestTwoEventsOfOneDropAreOne(t *testing.T) {
	verdict := `{"flow":{"time":"2026-01-02T03:04:05Z","verdict":"DROPPED","drop_reason_desc":"POLICY_DENIED","event_type":{"type":5},"ingress_denied_by":[{"name":"closed","namespace":"payments","kind":"NetworkPolicy"}],` + packet + `}}`
	drop := `{"flow":{"time":"2026-01-02T03:04:05.000001Z","verdict":"DROPPED","drop_reason":133,"drop_reason_desc":"POLICY_DENIED","event_type":{"type":1,"sub_type":133},` + packet + `}}`
	rows := read(t, verdict, drop, verdict, drop)
	if len(rows) != 1 || rows[0].Count != 2 || rows[0].Event != Ruling || rows[0].Policies[0].Name != "closed" || rows[0].Node != "node-b" {
		t.Errorf("two packets were dropped: %+v", rows)
	}
	if rows[0].Enforcer().Pod != "api-1" {
		t.Errorf("the destination enforces ingress, not %+v", rows[0].Enforcer())
	}
	if rows := read(t, drop, drop); len(rows) != 1 || rows[0].Count != 2 || rows[0].Event != Drop {
		t.Errorf("where verdicts are not told: %+v", rows)
	}
	other := strings.Replace(drop, `"drop_reason":133,"drop_reason_desc":"POLICY_DENIED"`, `"drop_reason":155,"drop_reason_desc":"CT_MAP_INSERTION_FAILED"`, 1)
	if rows := read(t, verdict, other); len(rows) != 2 {
		t.Errorf("drops for two reasons: %+v", rows)
	}
}

func TestReasonsAreNumbers(t *testing.T) {
	for text, want := range map[string]string{
		`"drop_reason_desc":159`: "Unsupported service protocol", `"drop_reason_desc":"CT_MISSING_TCP_ACK_FLAG"`: "Fragmentation needed",
		`"drop_reason":181`: "Policy denied by denylist", `"drop_reason_desc":250`: "reason 250",
	} {
		rows := read(t, `{"flow":{"verdict":"DROPPED",`+text+`,"event_type":{"type":1},`+packet+`}}`)
		if rows[0].Reason.String() != want {
			t.Errorf("%s is %q, not %q", text, rows[0].Reason, want)
		}
	}
	for _, r := range Reasons() {
		for _, spelling := range []string{r.String(), r.Hubble()} {
			if found, ok := Named(spelling); !ok || found != r {
				t.Errorf("%q is %d, not %d", spelling, found, r)
			}
		}
	}
	if _, ok := Named("Because"); ok || Reason(250).Group() != Unnamed {
		t.Error("a reason was made up")
	}
}

func TestWhoAnswersWhom(t *testing.T) {
	yes, no := wrapperspb.Bool(true), wrapperspb.Bool(false)
	tcp := func(from, to uint32, f *flowpb.TCPFlags) *flowpb.Layer4 {
		return &flowpb.Layer4{Protocol: &flowpb.Layer4_TCP{TCP: &flowpb.TCP{SourcePort: from, DestinationPort: to, Flags: f}}}
	}
	rst := &flowpb.TCPFlags{RST: true, ACK: true}
	for name, c := range map[string]struct {
		flow *flowpb.Flow
		want bool
	}{
		"SYN":               {&flowpb.Flow{L4: tcp(80, 40000, &flowpb.TCPFlags{SYN: true})}, false},
		"SYN ACK":           {&flowpb.Flow{L4: tcp(40000, 80, &flowpb.TCPFlags{SYN: true, ACK: true})}, true},
		"known reply":       {&flowpb.Flow{L4: tcp(8080, 40000, rst), IsReply: yes}, true},
		"known request":     {&flowpb.Flow{L4: tcp(80, 40000, rst), IsReply: no, EventType: &flowpb.CiliumEventType{Type: 4}, TraceReason: flowpb.TraceReason_ESTABLISHED}, false},
		"drop by ports":     {&flowpb.Flow{L4: tcp(80, 40000, rst), EventType: &flowpb.CiliumEventType{Type: 1}}, true},
		"drop of a request": {&flowpb.Flow{L4: tcp(40000, 80, nil), EventType: &flowpb.CiliumEventType{Type: 1}}, false},
		"Retina's":          {&flowpb.Flow{L4: tcp(80, 40000, rst), IsReply: no, EventType: &flowpb.CiliumEventType{Type: 4}}, true},
		"a DNS answer":      {&flowpb.Flow{L7: &flowpb.Layer7{Type: flowpb.L7FlowType_RESPONSE}}, true},
	} {
		if got := Of(c.flow).Reply; got != c.want {
			t.Errorf("%s: reply is %t", name, got)
		}
	}
}

func TestRetina(t *testing.T) {
	rows := read(t,
		`{"flow":{"verdict":"DROPPED","event_type":{"type":1},"extensions":{"@type":"type.googleapis.com/google.protobuf.Struct","value":{"drop_reason":"IPTABLE_RULE_DROP","bytes":60}},`+packet+`}}`,
		`{"flow":{"verdict":15,"event_type":{"type":4},`+packet+`}}`,
		`{"flow":{"verdict":16,"Type":"L7","event_type":{"type":4},"l7":{"type":"RESPONSE","dns":{"query":"api.example.com.","rcode":3}},`+packet+`}}`,
		`{"flow":{"verdict":"FORWARDED","of_a_newer_server":1,`+packet+`}}`)
	found := map[Verdict]Flow{}
	for _, r := range rows {
		found[r.Verdict] = r
	}
	if d := found[Dropped]; d.Says != "IPTABLE_RULE_DROP" || d.Reason != 0 {
		t.Errorf("a drop: %+v", d)
	}
	if _, there := found[Retransmission]; !there {
		t.Errorf("no retransmission: %+v", rows)
	}
	if d := found[Resolved]; d.DNS == nil || d.DNS.Query != "api.example.com" || d.DNS.Rcode != 3 || !d.DNS.Answer {
		t.Errorf("a DNS answer: %+v", d)
	}
}

func TestRetinaIsASample(t *testing.T) {
	for text, want := range map[string]bool{
		`"verdict":15`: true, `"verdict":"FORWARDED"`: false,
		`"extensions":{"@type":"type.googleapis.com/google.protobuf.Struct","value":{"bytes":60}}`: true,
	} {
		flows, view, err := Lines([]byte(`{"flow":{` + text + `,` + packet + `}}`))
		if err != nil {
			t.Fatal(err)
		}
		if _, got := Apart(Record(flows, view, Most)); got.Sampled != want {
			t.Errorf("%s: sampled %t", text, got.Sampled)
		}
	}
}

func TestWhatIsNeverKept(t *testing.T) {
	f := &flowpb.Flow{
		L7: &flowpb.Layer7{Record: &flowpb.Layer7_Http{Http: &flowpb.HTTP{
			Method: "GET", Code: 403, Url: "http://api/pay?card=4111", Headers: []*flowpb.HTTPHeader{{Key: "Authorization", Value: "Bearer hunter2"}},
		}}},
		Source: &flowpb.Endpoint{PodName: strings.Repeat("x", 9000) + "\xff", Labels: []string{"k8s:token=hunter2", "reserved:host"}},
	}
	text, err := json.Marshal(Record([]*flowpb.Flow{f}, View{}, Most))
	if err != nil {
		t.Fatal(err)
	}
	if s := string(text); strings.Contains(s, "4111") || strings.Contains(s, "hunter2") || len(s) > 2000 || !strings.Contains(s, `"reserved":"host"`) {
		t.Errorf("kept %.3000s", s)
	}
}

func TestARecordIsBounded(t *testing.T) {
	var flows []*flowpb.Flow
	for i := range 1000 {
		flows = append(flows, &flowpb.Flow{Verdict: flowpb.Verdict_FORWARDED, IP: &flowpb.IP{Source: strings.Repeat("1", i%600)}, Time: timestamppb.New(time.Unix(int64(i), 0))})
	}
	flows = append(flows, &flowpb.Flow{Verdict: flowpb.Verdict_DROPPED, Time: timestamppb.New(time.Unix(1, 0))})
	items := Record(flows, View{}, 10)
	rows, view := Apart(items)
	total := view.Left
	for _, r := range rows {
		total += r.Count
	}
	if len(rows) != 10 || rows[0].Verdict != Dropped || total != 1001 || view.Read != 1001 || view.Blind() == "" {
		t.Errorf("%d rows, the first %+v, %d in all, %+v", len(rows), rows[0], total, view)
	}
}

func TestWhatBoundsAbsence(t *testing.T) {
	at := func(s int) time.Time { return time.Unix(int64(s), 0) }
	well := func() *View {
		return &View{From: at(100), Until: at(220), Nodes: []Node{
			{Name: "a", State: Connected, Oldest: at(50), Flows: 4095, Ring: 4095, Seen: 90000},
			{Name: "b", State: Connected, Started: at(90), Oldest: at(150), Flows: 12, Ring: 4095, Seen: 13},
		}}
	}
	if why := well().Blind(); why != "" {
		t.Errorf("all is seen, but %s", why)
	}
	var none *View
	for name, c := range map[string]struct {
		view *View
		want string
	}{
		"none": {none, "not known"}, "no nodes": {&View{}, "no node"},
	} {
		if !strings.Contains(c.view.Blind(), c.want) {
			t.Errorf("%s: %q", name, c.view.Blind())
		}
	}
	for want, change := range map[string]func(*View){
		"node a (unavailable)":   func(v *View) { v.Nodes[0].State = "unavailable" },
		"node a reach back 10 s": func(v *View) { v.Nodes[0].Oldest = at(210) },
		"node b reach back 70 s": func(v *View) { v.Nodes[1].Seen = 5000 },
		"node a reach is not":    func(v *View) { v.Nodes[0].Oldest = time.Time{} },
		"node a lost 3 events":   func(v *View) { v.Lost = []Lost{{Node: "a", Source: "S", Events: 3, Last: at(110)}} },
		"more flows than":        func(v *View) { v.Cut = true },
		"Retina's":               func(v *View) { v.Sampled = true },
	} {
		v := well()
		change(v)
		if !strings.Contains(v.Blind(), want) {
			t.Errorf("want %q, got %q", want, v.Blind())
		}
	}
	v := well()
	v.Lost = []Lost{{Node: "a", Source: "S", Events: 3, Last: at(90)}}
	if why := v.Blind(); why != "" {
		t.Errorf("what was lost before the window does not matter, but %s", why)
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte(`{"flow":{"verdict":"DROPPED",` + packet + `}}`))
	f.Add([]byte(`{"lost_events":{"source":"HUBBLE_RING_BUFFER","num_events_lost":"7"},"node_name":"a"}` + "\n" + `{"node_status":{"state_change":"NODE_CONNECTED","node_names":["a"]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		flows, view, err := Lines(text)
		if err != nil {
			return
		}
		items := Record(flows, view, 10)
		first, err := json.Marshal(items)
		if err != nil {
			t.Fatal(err)
		}
		var back []Item
		if err := json.Unmarshal(first, &back); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}
