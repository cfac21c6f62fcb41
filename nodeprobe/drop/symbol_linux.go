package drop

import (
	"bytes"
	"fmt"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"golang.org/x/sys/unix"
)

const symbolSize = 128 // longer names are cut

// symbols turns addresses into names by a program that nothing calls but us.
type symbols struct {
	program      *ebpf.Program
	format, name *ebpf.Map
	known        map[uint64]string
}

func newSymbols() (_ *symbols, err error) {
	s := &symbols{known: map[uint64]string{}}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	s.format, err = ebpf.NewMap(&ebpf.MapSpec{
		Name: "format", Type: ebpf.Array, KeySize: 4, ValueSize: 4, MaxEntries: 1, Flags: unix.BPF_F_RDONLY_PROG,
		Contents: []ebpf.MapKV{{Key: uint32(0), Value: []byte("%ps\x00")}}, // a symbol, without an offset
	})
	if err != nil {
		return nil, err
	}
	if err = s.format.Freeze(); err != nil { // bpf_snprintf believes no other format
		return nil, err
	}
	s.name, err = ebpf.NewMap(&ebpf.MapSpec{Name: "name", Type: ebpf.Array, KeySize: 4, ValueSize: symbolSize, MaxEntries: 1})
	if err != nil {
		return nil, err
	}
	s.program, err = ebpf.NewProgram(&ebpf.ProgramSpec{
		Name: "netwhy_symbol", Type: ebpf.RawTracepoint, License: licence,
		Instructions: asm.Instructions{
			asm.LoadMem(asm.R1, asm.R1, 0, asm.DWord),
			asm.StoreMem(asm.RFP, -8, asm.R1, asm.DWord),
			asm.LoadMapValue(asm.R1, s.name.FD(), 0),
			asm.Mov.Imm(asm.R2, symbolSize),
			asm.LoadMapValue(asm.R3, s.format.FD(), 0),
			asm.Mov.Reg(asm.R4, asm.RFP),
			asm.Add.Imm(asm.R4, -8),
			asm.Mov.Imm(asm.R5, 8),
			asm.FnSnprintf.Call(),
			asm.Return(),
		},
	})
	if err != nil {
		return nil, err
	}
	// The first run is before anything is counted: the library tries out on a packet
	// of its own, which the kernel drops, whether programs can be run.
	_, err = s.ask(0)
	return s, err
}

// of is the function that a call returns to; "" if it cannot be told. A call may
// be the last of its function, so that one looks before where it returns to.
func (s *symbols) of(location uint64) string {
	name, known := s.known[location]
	if !known {
		var err error
		if name, err = s.ask(location - 1); err != nil {
			return ""
		}
		s.known[location] = name
	}
	return name
}

func (s *symbols) ask(address uint64) (string, error) {
	if _, err := s.program.Run(&ebpf.RunOptions{Context: address}); err != nil {
		return "", fmt.Errorf("cannot name functions of the kernel: %w", err)
	}
	var text [symbolSize]byte
	if err := s.name.Lookup(uint32(0), &text); err != nil {
		return "", fmt.Errorf("cannot name functions of the kernel: %w", err)
	}
	name, _, _ := bytes.Cut(text[:], []byte{0})
	if bytes.HasPrefix(name, []byte("0x")) { // there is no function
		return "", nil
	}
	return string(name), nil
}

func (s *symbols) close() {
	for _, m := range []*ebpf.Map{s.format, s.name} {
		_ = m.Close() // also if it is nil
	}
	_ = s.program.Close()
}
