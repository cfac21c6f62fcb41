package kernel

import (
	"fmt"
	"strings"
)

// mostCPUs is the largest CONFIG_NR_CPUS that x86 and arm64 allow.
const mostCPUs = 8192

// cpuHeader reads a line such as "  CPU0  CPU2", which heads a table with a
// column for each processor.
func cpuHeader(name string, line int, text string) ([]int, error) {
	var cpus []int
	for word := range strings.FieldsSeq(text) {
		digits, ok := strings.CutPrefix(word, "CPU")
		cpu, err := number(digits, 10, 32)
		if !ok || err != nil || cpu >= mostCPUs || len(cpus) == mostCPUs {
			return nil, malformed(name, line, "%q does not head a processor's column", short(word))
		}
		cpus = append(cpus, int(cpu))
	}
	return cpus, nil
}

// cpuCounts reads exactly one count of 32 bits for each processor.
func cpuCounts(into []uint32, text string, cpus int) ([]uint32, error) {
	for word := range strings.FieldsSeq(text) {
		if cpus--; cpus < 0 {
			return nil, fmt.Errorf("more counts than processors")
		}
		v, err := number(word, 10, 32)
		if err != nil {
			return nil, err
		}
		into = append(into, uint32(v))
	}
	if cpus > 0 {
		return nil, fmt.Errorf("%d counts too few", cpus)
	}
	return into, nil
}

// cpuList reads a list such as "0-3,8" (%*pbl, lib/vsprintf.c). An empty list
// has no processors.
func cpuList(text string) ([]int, error) {
	cpus := []int{}
	if text == "" {
		return cpus, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		first, err := number(from, 10, 32)
		if err != nil {
			return nil, err
		}
		last, err := number(to, 10, 32)
		if err != nil {
			return nil, err
		}
		// An ascending list cannot be longer than the largest processor.
		if last >= mostCPUs || first > last || len(cpus) > 0 && int(first) <= cpus[len(cpus)-1] {
			return nil, fmt.Errorf("%q is not an ascending list of processors", short(text))
		}
		for cpu := first; cpu <= last; cpu++ {
			cpus = append(cpus, int(cpu))
		}
	}
	return cpus, nil
}

// cpuMask reads a mask such as "00000001,00000003", of 32 processors in each
// group, the last group first (%*pb, lib/vsprintf.c).
func cpuMask(text string) ([]int, error) {
	groups := strings.Split(text, ",")
	if len(groups) > mostCPUs/32 {
		return nil, fmt.Errorf("a mask of %d groups", len(groups))
	}
	cpus := []int{}
	for i := range groups {
		bits, err := number(groups[len(groups)-1-i], 16, 32)
		if err != nil {
			return nil, err
		}
		for bit := range 32 {
			if bits>>bit&1 == 1 {
				cpus = append(cpus, i*32+bit)
			}
		}
	}
	return cpus, nil
}
