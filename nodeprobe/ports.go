package nodeprobe

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

const (
	leastRun  = 4  // ports in a row that tell anything
	mostRuns  = 32 // of a namespace that are told
	mostPeers = 64
)

// ports reads which local ports the connections of a pod take, and which of them
// have no answer. Its range of local
// ports is in no file that others may read, but shows where all of it is taken.
func (p *Probe) ports(w *sample.Window, name string, pid int) {
	own := sample.LocalPorts{Namespace: name}
	gauges, err := kernel.Sockstat(p.Root, pid)
	if err != nil {
		return // it ended, or nobody can tell
	}
	if gauges["TCP.inuse"]+gauges["TCP6.inuse"]+gauges["TCP.tw"] > 0 {
		ports, err := kernel.LocalPorts(p.Root, pid)
		if err != nil || ports.Truncated {
			return
		}
		own.Runs, own.Calls = runs(ports.ByPeer), calls(ports.Calls)
	}
	w.Ports = append(w.Ports, own)
}

// runs are local ports without a gap that connections to one peer take.
func runs(byPeer map[netip.AddrPort][]uint16) (list []sample.PortRun) {
	for peer, ports := range byPeer {
		slices.Sort(ports)
		ports = slices.Compact(ports)
		for from, i := 0, 1; i <= len(ports); i++ {
			if i < len(ports) && ports[i] == ports[i-1]+1 {
				continue
			}
			if i-from >= leastRun {
				list = append(list, sample.PortRun{Peer: peer.String(), First: ports[from], Last: ports[i-1]})
			}
			from = i
		}
	}
	slices.SortFunc(list, func(a, b sample.PortRun) int {
		return cmp.Or(cmp.Compare(a.Peer, b.Peer), cmp.Compare(a.First, b.First))
	})
	return list[:min(len(list), mostRuns)]
}

// calls are those with each peer, as many as are told.
func calls(byPeer map[netip.AddrPort]kernel.Calls) (list []sample.Calls) {
	for peer, c := range byPeer {
		list = append(list, sample.Calls{Peer: peer.String(), Open: c.Open, Opening: c.Opening, Resent: c.Resent})
	}
	slices.SortFunc(list, func(a, b sample.Calls) int {
		return cmp.Or(-cmp.Compare(a.Resent, b.Resent), -cmp.Compare(a.Opening, b.Opening), cmp.Compare(a.Peer, b.Peer))
	})
	return list[:min(len(list), mostPeers)]
}
