package drop

import (
	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
)

// key and value are the rows of the table, as the program writes them.
type key struct {
	NetNS    uint32
	Reason   uint32
	Location uint64
}

type value struct {
	Packets  uint64
	Last     uint64 // when, in the kernel's ticks
	Protocol uint8
	Version  uint8 // of IP; 0 if it is another protocol
	Port     uint16
	_        uint32
}

// Where the program has what on its stack.
const (
	atNetNS    = -16 // the key
	atReason   = -12
	atLocation = -8
	atWord     = -24 // what was read last
	atHeader   = -40 // the beginning of the packet's IP header
	atExample  = -48 // the last eight bytes of the value
	atZero     = -72 // a value
)

// program counts each call of the tracepoint kfree_skb (include/trace/events/skb.h).
// R6 is the packet, R9 the socket that was to receive it, as long as needed.
func program(l layout, noise []uint32, table, overflow *ebpf.Map) asm.Instructions {
	argument := func(into asm.Register, i int) asm.Instruction {
		if i < 0 {
			return asm.Mov.Imm(into, 0)
		}
		return asm.LoadMem(into, asm.R1, int16(8*i), asm.DWord)
	}
	p := asm.Instructions{
		argument(asm.R6, l.packet),
		argument(asm.R9, l.receiver),
		argument(asm.R3, l.location),
		argument(asm.R2, l.reason),
		asm.StoreMem(asm.RFP, atLocation, asm.R3, asm.DWord),
		asm.StoreMem(asm.RFP, atReason, asm.R2, asm.Word),
	}
	if l.reason >= 0 {
		for _, reason := range noise {
			p = append(p, asm.JEq.Imm32(asm.R2, int32(reason), "end"))
		}
	}
	p = append(p, owner(l)...)
	p = append(p, example(l)...)
	return append(append(p, count(table, overflow)...), namespace(l)...)
}

// peek reads kernel memory to the stack; zeros, if it cannot be read.
func peek(to, size int32, from asm.Register, offset int32) asm.Instructions {
	return asm.Instructions{
		asm.Mov.Reg(asm.R3, from),
		asm.Add.Imm(asm.R3, offset),
		asm.Mov.Reg(asm.R1, asm.RFP),
		asm.Add.Imm(asm.R1, to),
		asm.Mov.Imm(asm.R2, size),
		asm.FnProbeReadKernel.Call(),
	}
}

// follow reads a pointer, and goes elsewhere if there is none.
func follow(into, from asm.Register, offset int32, otherwise string) asm.Instructions {
	return append(peek(atWord, 8, from, offset),
		asm.LoadMem(into, asm.RFP, atWord, asm.DWord),
		asm.JEq.Imm(into, 0, otherwise),
	)
}

// count adds the packet to its row. A row that is new is made with zeros: another
// processor may make it at the same time.
func count(table, overflow *ebpf.Map) asm.Instructions {
	find := func(otherwise asm.JumpOp, to string) asm.Instructions {
		return asm.Instructions{
			asm.LoadMapPtr(asm.R1, table.FD()),
			asm.Mov.Reg(asm.R2, asm.RFP),
			asm.Add.Imm(asm.R2, atNetNS),
			asm.FnMapLookupElem.Call(),
			otherwise.Imm(asm.R0, 0, to),
		}
	}
	const absent = 1 // BPF_NOEXIST
	p := find(asm.JNE, "add")
	p[0] = p[0].WithSymbol("count")
	p = append(p,
		asm.Mov.Imm(asm.R1, 0),
		asm.StoreMem(asm.RFP, atZero, asm.R1, asm.DWord),
		asm.StoreMem(asm.RFP, atZero+8, asm.R1, asm.DWord),
		asm.StoreMem(asm.RFP, atZero+16, asm.R1, asm.DWord),
		asm.LoadMapPtr(asm.R1, table.FD()),
		asm.Mov.Reg(asm.R2, asm.RFP),
		asm.Add.Imm(asm.R2, atNetNS),
		asm.Mov.Reg(asm.R3, asm.RFP),
		asm.Add.Imm(asm.R3, atZero),
		asm.Mov.Imm(asm.R4, absent),
		asm.FnMapUpdateElem.Call(),
	)
	p = append(p, find(asm.JNE, "add")...)
	return append(p,
		asm.StoreImm(asm.RFP, atWord, 0, asm.Word),
		asm.LoadMapPtr(asm.R1, overflow.FD()),
		asm.Mov.Reg(asm.R2, asm.RFP),
		asm.Add.Imm(asm.R2, atWord),
		asm.FnMapLookupElem.Call(),
		asm.JEq.Imm(asm.R0, 0, "end"),
		asm.Mov.Imm(asm.R1, 1),
		asm.StoreXAdd(asm.R0, asm.R1, asm.DWord),
		asm.Ja.Label("end"),

		// Atomic, since kernels before v6.1 let an interrupt count in between.
		asm.Mov.Imm(asm.R1, 1).WithSymbol("add"),
		asm.StoreXAdd(asm.R0, asm.R1, asm.DWord),
		asm.Mov.Reg(asm.R7, asm.R0),
		asm.FnJiffies64.Call(),
		asm.StoreMem(asm.R7, 8, asm.R0, asm.DWord),
		asm.LoadMem(asm.R1, asm.RFP, atExample, asm.DWord),
		asm.StoreMem(asm.R7, 16, asm.R1, asm.DWord),

		asm.Mov.Imm(asm.R0, 0).WithSymbol("end"),
		asm.Return(),
	)
}
