package hubble

import (
	"bytes"
	"fmt"
	"testing"

	flowpb "github.com/cilium/cilium/api/v1/flow"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// BenchmarkRecord counts as many flows as are read at most.
func BenchmarkRecord(b *testing.B) {
	flows := make([]*flowpb.Flow, 25000)
	for i := range flows {
		flows[i] = &flowpb.Flow{
			Time: &timestamppb.Timestamp{Seconds: int64(i)}, Verdict: flowpb.Verdict(1 + i%2), EventType: &flowpb.CiliumEventType{Type: 1 + int32(i%2)*3},
			DropReasonDesc: flowpb.DropReason_POLICY_DENIED, IP: &flowpb.IP{Source: "10.0.0.1", Destination: fmt.Sprintf("10.0.1.%d", i%200)},
			L4:     &flowpb.Layer4{Protocol: &flowpb.Layer4_TCP{TCP: &flowpb.TCP{SourcePort: uint32(i), DestinationPort: 443, Flags: &flowpb.TCPFlags{SYN: true}}}},
			Source: &flowpb.Endpoint{Namespace: "shop", PodName: "web-1"},
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if items := Record(flows, View{}, Most); len(items) < 200 {
			b.Fatal(len(items))
		}
	}
}

// BenchmarkLines reads flows as Hubble's command line prints them.
func BenchmarkLines(b *testing.B) {
	text := bytes.Repeat([]byte(`{"flow":{"time":"2026-01-02T03:04:05.000000006Z","verdict":"DROPPED","drop_reason_desc":"POLICY_DENIED","IP":{"source":"10.244.1.7","destination":"10.244.2.9","ipVersion":"IPv4"},`+
		`"l4":{"TCP":{"source_port":53412,"destination_port":8080,"flags":{"SYN":true}}},"source":{"identity":1234,"namespace":"shop","labels":["k8s:app=app-1"],"pod_name":"app-1-7c9d6b5f4-00001","workloads":[{"name":"app-1","kind":"Deployment"}]},`+
		`"destination":{"identity":1235,"namespace":"shop","labels":["k8s:app=app-5"],"pod_name":"app-5-7c9d6b5f4-00005"},"Type":"L3_L4","node_name":"aks-user-38112047-vmss000001","event_type":{"type":5},"traffic_direction":"INGRESS","is_reply":false},"node_name":"aks-user-38112047-vmss000001"}`+"\n"), 1000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if flows, _, err := Lines(text); err != nil || len(flows) != 1000 {
			b.Fatal(len(flows), err)
		}
	}
}
