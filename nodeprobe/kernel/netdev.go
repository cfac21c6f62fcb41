package kernel

import (
	"io/fs"
	"strings"
)

// Device is a network device as its namespace sees it; counters of 64 bits.
type Device struct {
	Name                                        string
	RxBytes, RxPackets, RxErrors                uint64
	RxDrops                                     uint64 // rx_dropped and rx_missed_errors together
	RxFIFO, RxFrame, RxCompressed               uint64
	Multicast                                   uint64
	TxBytes, TxPackets, TxErrors, TxDrops       uint64
	TxFIFO, Collisions, TxCarrier, TxCompressed uint64
}

// deviceColumns are those of each half of the table.
const deviceColumns = 8

// NetDev reads proc/pid/net/dev (dev_seq_printf_stats, net/core/net-procfs.c,
// v6.12). A node with many pods has one device for each: this file costs far
// less than [LinkStatistics], which tells rx_dropped from rx_missed_errors.
func NetDev(fsys fs.FS, pid int) ([]Device, error) {
	name := of(pid, "net/dev")
	text, err := table(fsys, name, tableLimit)
	if err != nil {
		return nil, err
	}
	return parseNetDev(name, text)
}

func parseNetDev(name, text string) ([]Device, error) {
	var devices []Device
	var received, sent, row []string
	for n, line := range lines(text) {
		if received == nil {
			halves := strings.Split(line, "|")
			if len(halves) != 3 {
				return nil, malformed(name, n, "a header of %d parts, not 3", len(halves))
			}
			if strings.TrimSpace(halves[0]) != "face" {
				continue // the line above the header
			}
			received, sent = strings.Fields(halves[1]), strings.Fields(halves[2])
			if known(received, (*Device).receive) != deviceColumns || known(sent, (*Device).transmit) != deviceColumns {
				return nil, malformed(name, n, "columns are missing")
			}
			continue
		}
		label, rest, ok := strings.Cut(line, ":")
		if row = words(row, rest); !ok || len(row) != len(received)+len(sent) {
			return nil, malformed(name, n, "%d columns of %d", len(row), len(received)+len(sent))
		}
		d := Device{Name: strings.Clone(strings.TrimSpace(label))}
		for i, word := range row {
			v, err := number(word, 10, 64)
			if err != nil {
				return nil, malformed(name, n, "%v", err)
			}
			field := (*uint64)(nil)
			if i < len(received) {
				field = d.receive(received[i])
			} else {
				field = d.transmit(sent[i-len(received)])
			}
			if field != nil {
				*field = v
			}
		}
		devices = append(devices, d)
	}
	if received == nil {
		return nil, malformed(name, 1, "no header")
	}
	return devices, nil
}

func known(columns []string, field func(*Device, string) *uint64) int {
	fields := map[*uint64]bool{}
	d := new(Device)
	for _, c := range columns {
		if f := field(d, c); f != nil {
			fields[f] = true
		}
	}
	return len(fields)
}
