package kernel

import (
	"io/fs"
	"strings"
)

// SoftirqCPU is how often one processor ran the network's soft interrupts;
// counters of 32 bits.
type SoftirqCPU struct {
	CPU   int
	NetRX uint32
	NetTX uint32
}

// Softirqs reads proc/softirqs: one for each possible processor, online or not
// (show_softirqs, fs/proc/softirqs.c, v6.12).
func Softirqs(fsys fs.FS) ([]SoftirqCPU, error) {
	const name = "proc/softirqs"
	text, err := table(fsys, name, wideLimit)
	if err != nil {
		return nil, err
	}
	return parseSoftirqs(name, text)
}

func parseSoftirqs(name, text string) ([]SoftirqCPU, error) {
	var cpus []SoftirqCPU
	rows := 0
	for n, line := range lines(text) {
		if cpus == nil {
			numbers, err := cpuHeader(name, n, line)
			if err != nil {
				return nil, err
			}
			for _, cpu := range numbers {
				cpus = append(cpus, SoftirqCPU{CPU: cpu})
			}
			continue
		}
		label, counts, _ := strings.Cut(line, ":")
		var field func(*SoftirqCPU) *uint32
		switch strings.TrimSpace(label) {
		case "NET_RX":
			field = func(s *SoftirqCPU) *uint32 { return &s.NetRX }
		case "NET_TX":
			field = func(s *SoftirqCPU) *uint32 { return &s.NetTX }
		default:
			continue
		}
		got, err := cpuCounts(nil, counts, len(cpus))
		if err != nil {
			return nil, malformed(name, n, "%v", err)
		}
		for i := range cpus {
			*field(&cpus[i]) = got[i]
		}
		rows++
	}
	if rows != 2 {
		return nil, malformed(name, 1, "%d rows of NET_RX and NET_TX, not 2", rows)
	}
	return cpus, nil
}
