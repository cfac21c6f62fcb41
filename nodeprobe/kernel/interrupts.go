package kernel

import (
	"io/fs"
	"strings"
)

// InterruptTable is what the online processors took since boot.
type InterruptTable struct {
	CPUs []int // the numbers of the processors, in the order of Interrupt.Counts
	Rows []Interrupt
}

// Interrupt is one row.
type Interrupt struct {
	// ID is the number of a device's interrupt, as "24", or the name of one of
	// the processor's own, as "NMI".
	ID string
	// Counts has one counter of 32 bits for each processor. Rows such as ERR
	// count for the whole machine: they have one, and no Text.
	Counts []uint32
	// Text is the controller, the trigger and the devices, as
	// "PCI-MSIX-0000:00:03.0 1-edge virtio2-input.0"; what it is differs between
	// kernels and architectures.
	Text string
}

// IRQ is the number that [IRQAffinity] takes, and false for a processor's own
// interrupt, which has none.
func (i Interrupt) IRQ() (int, bool) {
	n, err := number(i.ID, 10, 31)
	return int(n), err == nil
}

// Interrupts reads proc/interrupts (show_interrupts, kernel/irq/proc.c,
// v6.12). Container runtimes mask it: it is then [ErrMasked], not a machine
// without interrupts.
func Interrupts(fsys fs.FS) (InterruptTable, error) {
	const name = "proc/interrupts"
	text, err := table(fsys, name, wideLimit)
	if err != nil {
		return InterruptTable{}, err
	}
	return parseInterrupts(name, text)
}

func parseInterrupts(name, text string) (InterruptTable, error) {
	var all InterruptTable
	var row []string
	for n, line := range lines(text) {
		if all.CPUs == nil {
			var err error
			if all.CPUs, err = cpuHeader(name, n, line); err != nil {
				return InterruptTable{}, err
			}
			continue
		}
		id, rest, ok := strings.Cut(line, ":")
		row = words(row, rest)
		if id = strings.TrimSpace(id); !ok || id == "" || len(row) == 0 {
			return InterruptTable{}, malformed(name, n, "no interrupt with counts")
		}
		size := len(all.CPUs)
		if len(row) == 1 {
			size = 1
		}
		if len(row) < size {
			return InterruptTable{}, malformed(name, n, "%d counts of %d processors", len(row), size)
		}
		i := Interrupt{ID: strings.Clone(id), Counts: make([]uint32, size), Text: strings.Join(row[size:], " ")}
		for c, word := range row[:size] {
			v, err := number(word, 10, 32)
			if err != nil {
				return InterruptTable{}, malformed(name, n, "%v", err)
			}
			i.Counts[c] = uint32(v)
		}
		all.Rows = append(all.Rows, i)
	}
	if all.CPUs == nil {
		return InterruptTable{}, malformed(name, 1, "no header")
	}
	return all, nil
}
