package kernel

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

func TestInterrupts(t *testing.T) {
	got := must(Interrupts(node()))(t)
	equal(t, got.CPUs, []int{0, 1})
	byID := map[string]Interrupt{}
	for _, i := range got.Rows {
		byID[i.ID] = i
	}
	in := byID["38"]
	equal(t, in.Text, "PCI-MSIX-0000:00:03.0 1-edge virtio2-input.0")
	if len(in.Counts) != 2 || in.Counts[0] != 0 || in.Counts[1] < 50_000 {
		t.Errorf("virtio2-input.0: %v", in.Counts)
	}
	equal(t, byID["NMI"].Text, "Non-maskable interrupts")
	equal(t, byID["ERR"], Interrupt{ID: "ERR", Counts: []uint32{0}})
	if n, ok := in.IRQ(); n != 38 || !ok {
		t.Errorf("number %d, %t", n, ok)
	}
	if _, ok := byID["NMI"].IRQ(); ok {
		t.Error("NMI has a number")
	}
}

func TestInterruptsOfOtherMachines(t *testing.T) {
	for _, test := range []struct {
		machine, text string
		want          InterruptTable
	}{
		{"x86 before 6.13, processor 1 offline, a line without a device", `            CPU0       CPU2       
   9:          0          4   IO-APIC   9-fasteoi   acpi
  24: 4294967295          0  Hyper-V PCIe MSI 0-edge      mlx5_comp0@pci:0000:01:00.0, mlx5_other
 NMI:          1          2   Non-maskable interrupts
 ERR:          7
`, InterruptTable{CPUs: []int{0, 2}, Rows: []Interrupt{
			{"9", []uint32{0, 4}, "IO-APIC 9-fasteoi acpi"},
			{"24", []uint32{4294967295, 0}, "Hyper-V PCIe MSI 0-edge mlx5_comp0@pci:0000:01:00.0, mlx5_other"},
			{"NMI", []uint32{1, 2}, "Non-maskable interrupts"},
			{"ERR", []uint32{7}, ""},
		}}},
		{"arm64", `           CPU0       CPU1       
 11:       1966       1900     GICv3  27 Level     arch_timer
IPI0:       100        200       Rescheduling interrupts
Err:          0
`, InterruptTable{CPUs: []int{0, 1}, Rows: []Interrupt{
			{"11", []uint32{1966, 1900}, "GICv3 27 Level arch_timer"},
			{"IPI0", []uint32{100, 200}, "Rescheduling interrupts"},
			{"Err", []uint32{0}, ""},
		}}},
	} {
		t.Run(test.machine, func(t *testing.T) {
			equal(t, must(Interrupts(files("proc/interrupts", test.text)))(t), test.want)
		})
	}
}

func TestInterruptsThatAreWrong(t *testing.T) {
	wrong(t, "proc/interrupts", Interrupts, map[string]int{
		"CPU0 CPU1\n 1: 2 3\n 2: 4 device\n":     3,
		"CPU0 CPU1 CPU2\n 1: 2 3\n":              2,
		"CPU0\n 1: 4294967296 x\n":               2,
		"CPU0\n : 1\n":                           2,
		"CPU0\n 1:\n":                            2,
		"CPU0\n 1 2\n":                           2,
		"24: 1 2\n":                              1,
		"\n":                                     1,
		"CPU0 CPU1\n27: 1966 1900GIC-0 27 Level": 2, // 6.14-rc glued them
	})
}

func TestIRQAffinity(t *testing.T) {
	equal(t, must(IRQAffinity(node(), 39))(t), Affinity{Effective: []int{0}, Allowed: []int{0, 1}})
	folder := "proc/irq/7/"
	equal(t, must(IRQAffinity(files(folder+"smp_affinity_list", "0-3\n"), 7))(t), Affinity{Allowed: []int{0, 1, 2, 3}})
	equal(t, must(IRQAffinity(files(folder+"smp_affinity_list", "0\n", folder+"effective_affinity_list", "\n"), 7))(t),
		Affinity{Effective: []int{}, Allowed: []int{0}})
	wrong(t, folder+"smp_affinity_list", func(f fs.FS) (Affinity, error) { return IRQAffinity(f, 7) }, map[string]int{"0-\n": 1, "a\n": 1})
}

func FuzzInterrupts(f *testing.F) {
	f.Add("CPU0 CPU2\n1: 2 3 x y\nERR: 4\n")
	f.Add(recorded(f, "node/proc/interrupts"))
	f.Fuzz(func(t *testing.T, text string) {
		table, err := parseInterrupts("f", text)
		if err != nil {
			return
		}
		var again strings.Builder
		for _, cpu := range table.CPUs {
			fmt.Fprintf(&again, " CPU%d", cpu)
		}
		for _, i := range table.Rows {
			fmt.Fprintf(&again, "\n%s: %s %s", i.ID, strings.Trim(fmt.Sprint(i.Counts), "[]"), i.Text)
		}
		equal(t, must(parseInterrupts("f", again.String()))(t), table)
	})
}
