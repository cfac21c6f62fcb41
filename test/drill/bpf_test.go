package drill

import (
	"errors"
	"fmt"
	"math"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/link"
)

// What programs at tcx and XDP may say (include/uapi/linux/bpf.h).
const (
	tcxNext, tcxDrop = -1, 2
	xdpDrop, xdpPass = 1, 2
)

// tenth is a program that says one thing of one packet of ten, at random, and
// another of the rest.
func tenth(kind ebpf.ProgramType, chosen, other int32) (*ebpf.Program, error) {
	p, err := ebpf.NewProgram(&ebpf.ProgramSpec{Type: kind, License: "GPL", Instructions: asm.Instructions{
		asm.FnGetPrandomU32.Call(),
		asm.JGT.Imm(asm.R0, math.MaxUint32/10, "other"),
		asm.Mov.Imm(asm.R0, chosen), asm.Return(),
		asm.Mov.Imm(asm.R0, other).WithSymbol("other"), asm.Return(),
	}})
	if err != nil {
		return nil, fmt.Errorf("cannot load a program: %w", err)
	}
	return p, nil
}

// loses has one packet of ten that come in on the namespace's eth0 dropped by
// XDP, or else by tcx, until the test ends.
func (s *space) loses(xdp bool) {
	s.n.t.Helper()
	var held link.Link
	err := s.in(func() error {
		index, err := interfaceIndex("eth0")
		if err != nil {
			return err
		}
		kind, chosen, other := ebpf.SchedCLS, int32(tcxDrop), int32(tcxNext)
		if xdp {
			kind, chosen, other = ebpf.XDP, xdpDrop, xdpPass
		}
		program, err := tenth(kind, chosen, other)
		if err != nil {
			return err
		}
		defer func() { _ = program.Close() }()
		if xdp {
			held, err = link.AttachXDP(link.XDPOptions{Program: program, Interface: index, Flags: link.XDPDriverMode})
		} else {
			held, err = link.AttachTCX(link.TCXOptions{Program: program, Interface: index, Attach: ebpf.AttachTCXIngress})
		}
		return err
	})
	if errors.Is(err, ebpf.ErrNotSupported) {
		s.n.t.Skipf("this kernel attaches no such program to a virtual device: %v", err)
	}
	s.n.must(err)
	s.n.t.Cleanup(func() { _ = held.Close() })
}
