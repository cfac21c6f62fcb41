package kernel

import (
	"fmt"
	"io/fs"
)

// Family is a version of IP, as the kernel names its directories.
type Family string

// The families.
const (
	IPv4 Family = "ipv4" // neighbours by ARP
	IPv6 Family = "ipv6" // neighbours by neighbour discovery
)

// NeighbourStat is what a neighbour table counted. There is one for the whole
// node, pods included.
type NeighbourStat struct {
	// Entries is how many there are, permanent ones too. gc_thresh3 limits only
	// the others, so that Entries may exceed it without harm.
	Entries uint32
	// Totals are the sums over the processors, by column: table_fulls,
	// unresolved_discards, res_failed and others, 64 bits wide on a 64-bit
	// kernel.
	Totals Counters
}

// Neighbour reads proc/pid/net/stat/{arp_cache,ndisc_cache}, which only
// processes of the node's own network namespace have (neigh_stat_seq_show,
// net/core/neighbour.c, v6.12; absent in child namespaces as measured on 6.18).
func Neighbour(fsys fs.FS, pid int, family Family) (NeighbourStat, error) {
	file := "net/stat/arp_cache"
	if family == IPv6 {
		file = "net/stat/ndisc_cache"
	}
	name := of(pid, file)
	text, err := table(fsys, name, tableLimit)
	if err != nil {
		return NeighbourStat{}, err
	}
	stat, err := parsePerCPU(name, text, 64)
	return NeighbourStat{Entries: stat.entries, Totals: stat.totals}, err
}

// NeighbourLimits are the sizes, in entries, at which the kernel starts to
// drop neighbours: below the first never, above the second after 5 seconds,
// above the third at once, and it refuses new ones.
type NeighbourLimits struct {
	Thresh1, Thresh2, Thresh3 uint32
}

// NeighbourThresholds reads proc/sys/net/family/neigh/default/gc_thresh1 to 3,
// which only the node's network namespace has (Documentation/networking/ip-sysctl.rst).
func NeighbourThresholds(fsys fs.FS, family Family) (NeighbourLimits, error) {
	var limits NeighbourLimits
	for i, field := range []*uint32{&limits.Thresh1, &limits.Thresh2, &limits.Thresh3} {
		n, err := count(fsys, fmt.Sprintf("proc/sys/net/%s/neigh/default/gc_thresh%d", family, i+1), 32)
		if err != nil {
			return NeighbourLimits{}, err
		}
		*field = uint32(n)
	}
	return limits, nil
}
