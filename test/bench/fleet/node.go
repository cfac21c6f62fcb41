package fleet

import (
	"fmt"
	"math/rand/v2"
)

// Silence is how a probe does not answer.
type Silence string

// The ways to be silent.
const (
	Answers Silence = ""
	Refuses Silence = "refuses" // nothing listens: the connection is refused at once
	Lost    Silence = "lost"    // nothing comes back at all, as from a machine that is off
	Hangs   Silence = "hangs"   // the connection opens, and nothing more
)

// Fault is what is wrong on a node.
type Fault string

// The faults that can be planted.
const (
	Well      Fault = ""
	Softnet   Fault = "softnet"   // a processor's backlog overflows: kernel.softnet-drops
	Conntrack Fault = "conntrack" // the table of connections is full: kernel.conntrack-full
	Ring      Fault = "ring"      // a receive ring overflows: nic.ring-overflow
)

// Node is a node and its probe.
type Node struct {
	Name    string  `json:"name"`
	Address string  `json:"address"` // without the port
	Pool    string  `json:"pool"`
	Kernel  string  `json:"kernel"`
	Fault   Fault   `json:"fault,omitempty"`
	Silence Silence `json:"silence,omitempty"`
}

// pools are the node pools: which recorded window, of which kernel, their nodes
// answer with, and how many of a hundred there are.
var pools = []struct {
	name, window, kernel string
	share                int
}{
	{"system", "ubuntu2204-netvsc", "5.15.0-1089-azure", 10},
	{"gpu", "ubuntu2404-mana", "6.8.0-1034-azure", 20},
	{"general", "azurelinux3-mlx5", "6.6.96.2-2.azl3", 70},
}

// Address is the address of the probe with a number.
func Address(i int) string { return fmt.Sprintf("127.%d.%d.%d", 10+i/62500, i/250%250, 1+i%250) }

// Plan is a fleet of a size, of which some nodes are faulty and others silent.
// All ring overflows are in pool gpu, so that a pool stands out.
func Plan(size, faulty, silent int, seed uint64) []Node {
	nodes := make([]Node, size)
	for i := range nodes {
		pool, at := pools[0], i%100
		for _, p := range pools {
			if pool = p; at < p.share {
				break
			}
			at -= p.share
		}
		nodes[i] = Node{Name: fmt.Sprintf("aks-%s-%05d-vmss%06d", pool.name, 10000+i/100, i), Address: Address(i), Pool: pool.name, Kernel: pool.kernel}
	}
	for n, i := range rand.New(rand.NewPCG(seed, 0)).Perm(size) { //nolint:gosec // the same for a seed
		switch at := &nodes[i]; {
		case n < silent:
			at.Silence = []Silence{Refuses, Lost, Hangs}[n%3]
		case n < silent+faulty && at.Pool == "gpu":
			at.Fault = Ring
		case n < silent+faulty:
			at.Fault = []Fault{Softnet, Conntrack}[n%2]
		}
	}
	return nodes
}
