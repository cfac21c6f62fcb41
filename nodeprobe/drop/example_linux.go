package drop

import (
	"encoding/binary"
	"fmt"

	"github.com/cilium/ebpf/asm"
	"golang.org/x/sys/unix"
)

const udplite = 136 // of which x/sys has no constant for Linux

// ported are the protocols whose header begins with a source and a destination port.
var ported = map[uint8]string{unix.IPPROTO_TCP: "TCP", unix.IPPROTO_UDP: "UDP", unix.IPPROTO_SCTP: "SCTP", udplite: "UDP-Lite"}

// String is the packet that a value tells of, "" if it was not IP.
func (v *value) String() string {
	name, port := ported[v.Protocol], binary.BigEndian.Uint16(binary.NativeEndian.AppendUint16(nil, v.Port))
	switch {
	case v.Version == 0:
		return ""
	case name != "" && port != 0:
		return fmt.Sprintf("%s to port %d", name, port)
	case name != "":
		return name
	case v.Protocol == unix.IPPROTO_ICMP:
		return "ICMP"
	case v.Protocol == unix.IPPROTO_ICMPV6:
		return "ICMPv6"
	}
	return fmt.Sprintf("IPv%d, protocol %d", v.Version, v.Protocol)
}

// example stores what the packet is, if it is IP, or zeros. It uses R7, R8 and R9.
func example(l layout) asm.Instructions {
	const (
		header   = 20      // the least of a header
		fragment = 0x1fff  // a later part, which has no ports (IP_OFFSET)
		proto4   = 9       // in the header of IPv4
		proto6   = 6       // in that of IPv6
		done     = "count" // what comes next
	)
	word := func(bytes ...byte) int32 { return int32(binary.NativeEndian.Uint16(bytes)) }
	p := asm.Instructions{
		asm.Mov.Imm(asm.R1, 0),
		asm.StoreMem(asm.RFP, atExample, asm.R1, asm.DWord),
	}
	p = append(p, peek(atWord, 2, asm.R6, l.network)...)
	p = append(p, asm.LoadMem(asm.R9, asm.RFP, atWord, asm.Half), asm.JEq.Imm(asm.R9, 0, done))
	p = append(p, peek(atWord, 4, asm.R6, l.tail)...)
	p = append(p,
		asm.LoadMem(asm.R8, asm.RFP, atWord, asm.Word),
		asm.Mov.Reg(asm.R1, asm.R9),
		asm.Add.Imm(asm.R1, header),
		asm.JGT.Reg(asm.R1, asm.R8, done),
	)
	p = append(p, follow(asm.R7, asm.R6, l.head, done)...)
	p = append(p, asm.Add.Reg(asm.R7, asm.R9))
	p = append(p, peek(atHeader, 16, asm.R7, 0)...)
	p = append(p, peek(atWord, 2, asm.R6, l.protocol)...)
	p = append(p,
		asm.LoadMem(asm.R1, asm.RFP, atWord, asm.Half),
		asm.LoadMem(asm.R2, asm.RFP, atHeader, asm.Byte),
		asm.Mov.Reg(asm.R3, asm.R2),
		asm.RSh.Imm(asm.R3, 4),
		asm.JEq.Imm(asm.R1, word(0x08, 0x00), "IPv4"),
		asm.JNE.Imm(asm.R1, word(0x86, 0xdd), done),

		asm.JNE.Imm(asm.R3, 6, done),
		asm.LoadMem(asm.R1, asm.RFP, atHeader+proto6, asm.Byte),
		asm.Mov.Imm(asm.R2, 40),
		asm.Mov.Imm(asm.R4, 0),
		asm.Ja.Label("IP"),

		asm.JNE.Imm(asm.R3, 4, done).WithSymbol("IPv4"),
		asm.LoadMem(asm.R1, asm.RFP, atHeader+proto4, asm.Byte),
		asm.And.Imm(asm.R2, 15), // the header's length in words
		asm.LSh.Imm(asm.R2, 2),
		asm.LoadMem(asm.R4, asm.RFP, atHeader+6, asm.Half),
		asm.And.Imm(asm.R4, word(fragment>>8, fragment&0xff)),

		asm.StoreMem(asm.RFP, atExample, asm.R1, asm.Byte).WithSymbol("IP"),
		asm.StoreMem(asm.RFP, atExample+1, asm.R3, asm.Byte),
		asm.JNE.Imm(asm.R4, 0, done),
	)
	for protocol := range ported {
		p = append(p, asm.JEq.Imm(asm.R1, int32(protocol), "ports"))
	}
	p = append(p,
		asm.Ja.Label(done),
		asm.Add.Reg(asm.R7, asm.R2).WithSymbol("ports"),
		asm.Add.Reg(asm.R9, asm.R2),
		asm.Add.Imm(asm.R9, 4),
		asm.JGT.Reg(asm.R9, asm.R8, done),
	)
	return append(append(p, peek(atWord, 2, asm.R7, 2)...),
		asm.LoadMem(asm.R1, asm.RFP, atWord, asm.Half),
		asm.StoreMem(asm.RFP, atExample+2, asm.R1, asm.Half),
	)
}
