package world

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// What nodes count, and what becomes of packets. The API tells of none of it.
const (
	Backlog     Kind = "a processor's backlog overflows"
	Connections Kind = "the table of connections is full"
	Ring        Kind = "a receive ring overflows"
	Untracked   Kind = "packets are dropped since their connection cannot be tracked"
	Oversize    Kind = "packets are dropped since they may not be in pieces"
)

// checks are those that find them.
var checks = map[Kind]string{
	Backlog: "kernel.softnet-drops", Connections: "kernel.conntrack-full", Ring: "nic.ring-overflow",
	Untracked: "flow.conntrack-drops", Oversize: "flow.size-drops",
}

// count lets some nodes that are well otherwise count a fault. The first is one that
// runs pods of the target.
func (w *World) count(chance *rand.Rand) {
	order := slices.Concat(w.Hosts(Target)[:1], chance.Perm(w.Nodes))
	for _, n := range order {
		if len(w.Counted) == min(most, w.Nodes/10) {
			return
		}
		for w.nodes[n] != "" || w.counts[n] != "" {
			n = (n + 1) % w.Nodes
		}
		kind := []Kind{Backlog, Connections, Ring}[len(w.Counted)%3]
		if kind == Ring && Pool(n) != RingPool {
			kind = Backlog
		}
		w.counts[n] = kind
		w.Counted = append(w.Counted, Fault{Kind: kind, Name: NodeName(n), Check: checks[kind]})
	}
}

// drop has packets to two of the target's applications dropped, which are well otherwise.
func (w *World) drop(chance *rand.Rand) {
	for _, number := range chance.Perm(AppsPerNamespace) {
		a := App{Target, number}
		if w.apps[a] != "" {
			continue
		}
		kind := []Kind{Untracked, Oversize}[len(w.Dropped)]
		w.Dropped = append(w.Dropped, Fault{Kind: kind, Namespace: a.In(), Name: a.Name(), Check: checks[kind]})
		if len(w.Dropped) == 2 {
			return
		}
	}
}

// Counts is what a node counts, empty for one that is well.
func (w *World) Counts(node int) Kind { return w.counts[node] }

// Pool is the node pool that a node is of.
func Pool(node int) int { return node % pools }

// RingPool is the pool whose devices count what their rings had no room for.
const RingPool = 1

// Hosts are the nodes that run a namespace's pods.
func (w *World) Hosts(namespace int) (nodes []int) {
	for index := namespace * podsPerNamespace; index < (namespace+1)*podsPerNamespace; index += PodsPerNode {
		nodes = append(nodes, w.hosts(index))
	}
	return nodes
}

// The Service of the node probes, as the chart installs them.
const (
	ProbesIn = "netwhy"
	Probes   = "netwhy-nodeprobe"
)

// Probe has a node probe on each node, at an address and the port of all. An API
// server takes no addresses of loopback for endpoints; etcd takes them.
func (w *World) Probe(port int, address func(node int) string) { w.port, w.probes = port, address }

// Dropping is a workload and the reason for which its packets are dropped, as Hubble
// names it.
func Dropping(f Fault) string {
	return fmt.Sprintf("%s/%s=%s", f.Namespace, f.Name, map[Kind]string{Untracked: "CT_MAP_INSERTION_FAILED", Oversize: "IP_FRAGMENTATION_NOT_SUPPORTED"}[f.Kind])
}
