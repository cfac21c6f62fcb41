package hubble

import (
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
