package hubble

import (
	"fmt"
	"strings"

	flowpb "github.com/cilium/cilium/api/v1/flow"
)

// segment is what layer 4 says.
type segment struct {
	protocol, flags     string
	source, destination uint32
}

func transport(l *flowpb.Layer4) segment {
	switch {
	case l.GetTCP() != nil:
		t := l.GetTCP()
		return segment{"TCP", flags(t.GetFlags()), t.GetSourcePort(), t.GetDestinationPort()}
	case l.GetUDP() != nil:
		return segment{protocol: "UDP", source: l.GetUDP().GetSourcePort(), destination: l.GetUDP().GetDestinationPort()}
	case l.GetSCTP() != nil:
		return segment{protocol: "SCTP", source: l.GetSCTP().GetSourcePort(), destination: l.GetSCTP().GetDestinationPort()}
	case l.GetICMPv4() != nil:
		return segment{protocol: "ICMPv4", flags: fmt.Sprintf("%d/%d", l.GetICMPv4().GetType(), l.GetICMPv4().GetCode())}
	case l.GetICMPv6() != nil:
		return segment{protocol: "ICMPv6", flags: fmt.Sprintf("%d/%d", l.GetICMPv6().GetType(), l.GetICMPv6().GetCode())}
	}
	return segment{}
}

// flags are those that open and end connections, in this order; others only
// where none of these is set.
func flags(f *flowpb.TCPFlags) string {
	var words []string
	for _, flag := range []struct {
		set  bool
		name string
	}{{f.GetSYN(), "SYN"}, {f.GetFIN(), "FIN"}, {f.GetRST(), "RST"}, {f.GetACK(), "ACK"}} {
		if flag.set {
			words = append(words, flag.name)
		}
	}
	return strings.Join(words, " ")
}

func port(n uint32) string { return fmt.Sprintf(":%d", n) }

// ephemeral is where the ports begin that kernels give to clients.
const ephemeral = 32768

// reply reports whether a packet goes from the server to the client. Flags
// decide, then what Cilium's connection tracking says; where it says nothing,
// as of drops and of Retina without conntrack, the ports do.
func reply(f *flowpb.Flow, l4 segment) bool {
	switch {
	case l4.protocol == "TCP" && l4.flags == "SYN":
		return false
	case l4.protocol == "TCP" && l4.flags == "SYN ACK":
		return true
	case f.GetIsReply().GetValue():
		return true
	case f.GetL7() != nil && f.GetL7().GetType() == flowpb.L7FlowType_RESPONSE:
		return true
	case f.GetIsReply() != nil && (f.GetTraceReason() != flowpb.TraceReason_TRACE_REASON_UNKNOWN || f.GetEventType().GetType() != typeTrace):
		return false
	}
	return l4.source < ephemeral && l4.source < l4.destination && l4.source > 0
}
