package reach

import (
	"fmt"
	"strings"

	"github.com/cilium/cilium/pkg/u8proto"
	corev1 "k8s.io/api/core/v1"
)

// ICMP is the protocol of a ping. Its Port.Number is the type of the message:
// 8 is an echo request (128 for [ICMPv6]).
const (
	ICMP   corev1.Protocol = "ICMP"
	ICMPv6 corev1.Protocol = "ICMPv6"
)

// Port is where a destination is called, as its own pod sees it: policies
// never see a Service's port.
type Port struct {
	Protocol corev1.Protocol // TCP if empty
	Number   uint16
}

// TCP is a port of TCP, which most are.
func TCP(number uint16) Port { return Port{Protocol: corev1.ProtocolTCP, Number: number} }

// String is the port as rules write it.
func (p Port) String() string { return fmt.Sprintf("%s/%d", p.protocol(), p.Number) }

func (p Port) protocol() corev1.Protocol {
	if p.Protocol == "" {
		return corev1.ProtocolTCP
	}
	return p.Protocol
}

// number is the protocol's number in an IP header.
func number(p corev1.Protocol) (u8proto.U8proto, error) {
	switch strings.ToUpper(string(p)) {
	case "", "TCP":
		return u8proto.TCP, nil
	case "UDP":
		return u8proto.UDP, nil
	case "SCTP":
		return u8proto.SCTP, nil
	case "ICMP":
		return u8proto.ICMP, nil
	case "ICMPV6":
		return u8proto.ICMPv6, nil
	}
	return 0, fmt.Errorf("policies know no protocol %q", p)
}
