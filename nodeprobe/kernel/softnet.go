package kernel

import "io/fs"

// SoftnetCPU is what one processor counted while it took packets from devices.
// All are counters of 32 bits but Backlog, which is a length now.
type SoftnetCPU struct {
	// CPU is its number. Kernels before 5.10 do not print it; it is then the
	// number of the row, which is wrong if a processor before it is offline.
	CPU int
	// Processed are packets taken. A bond or a VLAN has one counted twice.
	Processed uint32
	// Dropped are packets lost because the backlog of this processor was full.
	// The device they came from counts them again as rx_dropped.
	Dropped uint32
	// TimeSqueeze is how often polling ended with work left over, by
	// netdev_budget or netdev_budget_usecs. Nothing is lost by it.
	TimeSqueeze uint32
	// ReceivedRPS is how often another processor woke this one to take packets.
	ReceivedRPS uint32
	// FlowLimit are packets of one large flow lost. It counts for the processor
	// that handed them over, Dropped for the one that should have taken them.
	FlowLimit uint32
	// Backlog is how many packets wait now; nil before Linux 5.10.
	Backlog *uint32
}

// The columns of softnet_stat, which has no header.
const (
	softnetFewest  = 11 // columns since Linux 3.11
	softnetBacklog = 11 // since 5.10 (7d58e6555870), of both queues; newer kernels add each at 13 and 14
	softnetCPU     = 12 // since 5.10
)

// Softnet reads proc/net/softnet_stat: a row for each online processor, the
// same in every network namespace (softnet_seq_show, net/core/net-procfs.c, v6.12).
func Softnet(fsys fs.FS) ([]SoftnetCPU, error) {
	const name = "proc/net/softnet_stat"
	text, err := table(fsys, name, tableLimit)
	if err != nil {
		return nil, err
	}
	return parseSoftnet(name, text)
}

func parseSoftnet(name, text string) ([]SoftnetCPU, error) {
	var cpus []SoftnetCPU
	var row []string
	var columns []uint32
	for n, line := range lines(text) {
		row, columns = words(row, line), columns[:0]
		if len(row) < softnetFewest {
			return nil, malformed(name, n, "%d columns, fewer than %d", len(row), softnetFewest)
		}
		for _, word := range row {
			v, err := number(word, 16, 32)
			if err != nil {
				return nil, malformed(name, n, "%v", err)
			}
			columns = append(columns, uint32(v))
		}
		cpu := SoftnetCPU{
			CPU: len(cpus), Processed: columns[0], Dropped: columns[1], TimeSqueeze: columns[2],
			ReceivedRPS: columns[9], FlowLimit: columns[10],
		}
		if len(columns) > softnetBacklog {
			cpu.Backlog = new(columns[softnetBacklog])
		}
		if len(columns) > softnetCPU {
			if cpu.CPU = int(columns[softnetCPU]); cpu.CPU >= mostCPUs {
				return nil, malformed(name, n, "processor %d", cpu.CPU)
			}
		}
		cpus = append(cpus, cpu)
	}
	return cpus, nil
}
