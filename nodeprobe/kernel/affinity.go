package kernel

import (
	"io/fs"
	"strconv"
)

// Affinity says which processors an interrupt may go to.
type Affinity struct {
	// Effective are those that it goes to, usually one; nil where the kernel
	// does not say, empty while the interrupt is not in use.
	Effective []int
	// Allowed are those that it could be sent to.
	Allowed []int
}

// IRQAffinity reads proc/irq/N/effective_affinity_list and smp_affinity_list
// (kernel/irq/proc.c, v6.12).
func IRQAffinity(fsys fs.FS, irq int) (Affinity, error) {
	folder := "proc/irq/" + strconv.Itoa(irq) + "/"
	allowed, err := cpuFile(fsys, folder+"smp_affinity_list", cpuList)
	if err != nil {
		return Affinity{}, err
	}
	effective, err := cpuFile(fsys, folder+"effective_affinity_list", cpuList)
	got, err := optional(effective, err)
	if err != nil || got == nil {
		return Affinity{Allowed: allowed}, err
	}
	return Affinity{Effective: *got, Allowed: allowed}, nil
}

// cpuFile reads a file with a set of processors.
func cpuFile(fsys fs.FS, name string, parse func(string) ([]int, error)) ([]int, error) {
	text, err := value(fsys, name)
	if err != nil {
		return nil, err
	}
	cpus, err := parse(text)
	if err != nil {
		return nil, malformed(name, 1, "%v", err)
	}
	return cpus, nil
}
