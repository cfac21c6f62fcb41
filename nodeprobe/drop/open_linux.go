package drop

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/btf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"
)

const (
	// rows bounds the table: 24 bytes each, for each processor. A hundred pods
	// with ten reasons need a thousand.
	rows = 4096
	// licence is that of the programs; see the package's Why.
	licence = "Dual MIT/GPL"
)

// Open begins to count.
func Open() (*Counter, error) {
	l, r, err := describe()
	if err != nil {
		return nil, fmt.Errorf("cannot count dropped packets: %w", err)
	}
	return open(l, r, rows, Noise)
}

// describe asks the kernel for what it is.
func describe() (layout, reasons, error) {
	types, err := btf.LoadKernelSpec()
	if err != nil {
		return layout{}, reasons{}, fmt.Errorf("the kernel does not describe its types (BTF): %w", err)
	}
	l, err := newLayout(types)
	return l, newReasons(types), err
}

func open(l layout, r reasons, rows uint32, noise map[string]string) (*Counter, error) {
	c := &Counter{reasons: r, crowd: int(rows / 2)}
	if err := c.attach(l, rows, r.numbers(noise)); err != nil {
		_ = c.Close()
		return nil, fmt.Errorf("cannot count dropped packets: %w", explain(err))
	}
	return c, nil
}

// attach loads the programs and hooks the counting one up.
func (c *Counter) attach(l layout, rows uint32, noise []uint32) (err error) {
	c.table, err = ebpf.NewMap(&ebpf.MapSpec{Name: "drops", Type: ebpf.PerCPUHash, KeySize: 16, ValueSize: 24, MaxEntries: rows})
	if err != nil {
		return err
	}
	c.overflow, err = ebpf.NewMap(&ebpf.MapSpec{Name: "overflow", Type: ebpf.PerCPUArray, KeySize: 4, ValueSize: 8, MaxEntries: 1})
	if err != nil {
		return err
	}
	if c.symbols, err = newSymbols(); err != nil {
		return err
	}
	c.program, err = ebpf.NewProgram(&ebpf.ProgramSpec{
		Name: "netwhy_drop", Type: ebpf.RawTracepoint, License: licence,
		Instructions: program(l, noise, c.table, c.overflow),
	})
	if err != nil {
		return err
	}
	c.link, err = link.AttachRawTracepoint(link.RawTracepointOptions{Name: "kfree_skb", Program: c.program})
	return err
}

// explain says what to give to a process that may not.
func explain(err error) error {
	if !errors.Is(err, unix.EPERM) && !errors.Is(err, unix.EACCES) {
		return err
	}
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var sets [2]unix.CapUserData
	if failed := unix.Capget(&header, &sets[0]); failed != nil {
		return errors.Join(err, failed)
	}
	has := func(capability int) bool { return sets[capability/32].Effective&(1<<(capability%32)) != 0 }
	var lacks []string
	if !has(unix.CAP_BPF) && !has(unix.CAP_SYS_ADMIN) { // which stands for both
		lacks = append(lacks, "CAP_BPF")
	}
	if !has(unix.CAP_PERFMON) && !has(unix.CAP_SYS_ADMIN) {
		lacks = append(lacks, "CAP_PERFMON")
	}
	if len(lacks) == 0 {
		return fmt.Errorf("a seccomp profile, a security module or the kernel's lockdown forbids it: %w", err)
	}
	// The library's own error guesses at the limit of locked memory.
	return fmt.Errorf("%s missing: %w", strings.Join(lacks, " and "), unix.EPERM)
}
