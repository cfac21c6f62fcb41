package kernel

import (
	"errors"
	"io/fs"
	"strings"
)

// Gauges are levels, by protocol and name.
type Gauges map[string]int64

// Sockstat reads proc/pid/net/sockstat and sockstat6, as "TCP.inuse" or
// "UDP6.inuse" (sockstat_seq_show, net/ipv4/proc.c; sockstat6_seq_show,
// net/ipv6/proc.c, v6.12):
//
//   - inuse, tw and "sockets.used" are sockets of the network namespace. TCP's
//     and UDP's inuse are of IPv4 only;
//   - orphan and alloc are TCP sockets of the whole node;
//   - mem is in pages, of the whole node: compare it with tcp_mem or udp_mem;
//   - "FRAG.memory" is in bytes, of the network namespace.
//
// Without IPv6 the names with a 6 are missing; newer kernels may lack UDPLITE.
func Sockstat(fsys fs.FS, pid int) (Gauges, error) {
	gauges := Gauges{}
	for _, file := range []string{"net/sockstat", "net/sockstat6"} {
		name := of(pid, file)
		text, err := table(fsys, name, valueLimit)
		if errors.Is(err, fs.ErrNotExist) && len(gauges) > 0 {
			return gauges, nil // a kernel without IPv6
		}
		if err == nil {
			err = parseSockstat(gauges, name, text)
		}
		if err != nil {
			return nil, err
		}
	}
	return gauges, nil
}

func parseSockstat(into Gauges, name, text string) error {
	var row []string
	for n, line := range lines(text) {
		protocol, rest, ok := strings.Cut(line, ":")
		if row = words(row, rest); !ok || !isPrefix(protocol) || len(row)%2 != 0 {
			return malformed(name, n, "no protocol with pairs of a name and a value")
		}
		for i := 0; i < len(row); i += 2 {
			v, err := signed(row[i+1])
			if err != nil {
				return malformed(name, n, "%s: %v", short(row[i]), err)
			}
			into[protocol+"."+row[i]] = v
		}
	}
	return nil
}
