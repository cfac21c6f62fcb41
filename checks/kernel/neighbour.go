package kernel

import (
	"net/netip"
	"strconv"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// neighbours is the node's table of hardware addresses of an IP family.
type neighbours struct {
	*sample.Scope
	entries, limit uint64
	limited        bool // entries and limit are told
}

// tables are the neighbour tables; the verdict is Unknown where not all were read.
// Entries that were set for ever do not count against the limit.
func tables(c *checks.Context, n netns.Network) (list []neighbours) {
	for _, s := range n.Rows(c, sample.Neighbour) {
		t := neighbours{Scope: s}
		entries, err := strconv.ParseUint(s.Facts["entries"], 10, 64)
		limit, bad := strconv.ParseUint(s.Facts["gc_thresh3"], 10, 64)
		t.limited = err == nil && bad == nil && limit > 0
		for _, entry := range n.Window.Neighbours {
			address, err := netip.ParseAddr(entry.Address)
			if err == nil && entry.State == "PERMANENT" && address.Is4() == (s.Name == "ipv4") && entries > 0 {
				entries--
			}
		}
		t.entries, t.limit = entries, limit
		list = append(list, t)
	}
	return list
}

// unusual are entries of a state; the verdict is Unknown where not all were read.
func unusual(c *checks.Context, n netns.Network, state string) (list []sample.NeighbourEntry) {
	if why := n.Window.Partial[sample.Unusual]; why != "" {
		c.Unknown("the node's probe could not read all neighbours: %s", why)
	}
	for _, entry := range n.Window.Neighbours {
		if entry.State == state {
			list = append(list, entry)
		}
	}
	return list
}

const (
	// seeNeighbours shows the tables and what they counted.
	seeNeighbours = netns.OnNode + "'ip -s neigh show; cat /proc/net/stat/arp_cache'"
	// enlargeNeighbours says how the tables are enlarged on AKS.
	enlargeNeighbours = `Use a node pool whose linuxosconfig.json says {"sysctls": {"netIpv4NeighDefaultGcThresh1": 8192, "netIpv4NeighDefaultGcThresh2": 32768, "netIpv4NeighDefaultGcThresh3": 65536}}, ` +
		"or smaller subnets; a running node takes the second command until it restarts."
	// setNeighbours enlarges the tables of a running node.
	setNeighbours = netns.OnNode + "'sysctl -w net.ipv4.neigh.default.gc_thresh3=65536 net.ipv4.neigh.default.gc_thresh2=32768'"
)
