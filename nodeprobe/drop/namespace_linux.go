package drop

import "github.com/cilium/ebpf/asm"

// owner stores the namespace of a packet: its device's; or that of the socket that
// was to receive it, that sent it, of its route. TCP takes the device away early.
func owner(l layout) asm.Instructions {
	is := func(namespace int32, next string) asm.Instructions {
		return asm.Instructions{
			asm.Mov.Imm(asm.R2, namespace),
			asm.Call.Label("namespace"),
			asm.JNE.Imm(asm.R0, 0, "known"),
			asm.Ja.Label(next),
		}
	}
	p := follow(asm.R1, asm.R6, l.device, "receiver")
	p = append(p, is(l.deviceNamespace, "receiver")...)

	p = append(p, asm.Mov.Reg(asm.R1, asm.R9).WithSymbol("receiver"))
	p = append(p, is(l.socketNamespace, "sender")...)

	sender := follow(asm.R1, asm.R6, l.socket, "route")
	sender[0] = sender[0].WithSymbol("sender")
	p = append(append(p, sender...), is(l.socketNamespace, "route")...)

	route := follow(asm.R7, asm.R6, l.route, "unknown")
	route[0] = route[0].WithSymbol("route")
	p = append(append(p, route...), asm.And.Imm(asm.R7, ^7)) // the lowest bits are flags
	p = append(p, follow(asm.R1, asm.R7, l.routeDevice, "unknown")...)
	p = append(p, is(l.deviceNamespace, "unknown")...)

	return append(p,
		asm.Mov.Imm(asm.R0, 0).WithSymbol("unknown"),
		asm.StoreMem(asm.RFP, atNetNS, asm.R0, asm.Word).WithSymbol("known"),
	)
}

// namespace is a function: of a device or socket in R1, whose pointer to its
// struct net is at the offset in R2, it returns the number of the namespace. What
// is no device or socket has none: the namespace's loopback device must lead back.
func namespace(l layout) asm.Instructions {
	const none = "no namespace"
	p := asm.Instructions{
		asm.JEq.Imm(asm.R1, 0, none).WithSymbol("namespace"),
		asm.Add.Reg(asm.R1, asm.R2),
		asm.Mov.Reg(asm.R6, asm.R1),
	}
	p = append(p, follow(asm.R7, asm.R6, 0, none)...)
	p = append(p, follow(asm.R6, asm.R7, l.loopback, none)...)
	p = append(p, follow(asm.R6, asm.R6, l.deviceNamespace, none)...)
	p = append(p, asm.JNE.Reg(asm.R6, asm.R7, none))
	p = append(p, follow(asm.R6, asm.R7, l.folder, none)...)
	p = append(p, peek(atWord, 4, asm.R6, l.number)...)
	return append(p,
		asm.LoadMem(asm.R0, asm.RFP, atWord, asm.Word),
		asm.Return(),
		asm.Mov.Imm(asm.R0, 0).WithSymbol(none),
		asm.Return(),
	)
}
