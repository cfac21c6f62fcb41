package nodes

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"github.com/netwhy/netwhy/nodeprobe/nic"
)

// TestNodesAgreeWithThemselves holds what a node says in one place against what
// it says in others, at both moments.
func TestNodesAgreeWithThemselves(t *testing.T) {
	for _, name := range Names(t) {
		t.Run(name, func(t *testing.T) {
			n := Load(t, name)
			for range n.readings {
				n.agrees(t)
				n.Advance()
			}
		})
	}
}

// built says that no real machine was recorded, whose counters go on while they
// are read, and whose namespace may lack settings.
func (n *Node) built() bool { return strings.HasPrefix(n.Comment, "Built") }

func (n *Node) agrees(t *testing.T) {
	links, err := n.Links(t.Context())
	if err != nil || len(links) < 3 {
		t.Fatalf("%d links: %v", len(links), err)
	}
	devices, err := kernel.NetDev(n, 1)
	if err != nil || len(devices) != len(links) {
		t.Fatalf("%d devices and %d links: %v", len(devices), len(links), err)
	}
	for i, l := range links {
		d := devices[i]
		if d.Name != l.Name || n.built() && (d.RxPackets != l.Stats.RXPackets || d.TxPackets != l.Stats.TXPackets || d.RxBytes != l.Stats.RXBytes || d.TxBytes != l.Stats.TXBytes || d.RxDrops != l.Stats.RXDropped+l.Stats.RXMissed || d.TxDrops != l.Stats.TXDropped) {
			t.Errorf("net/dev has %+v, and ip %+v", d, l)
		}
		info, err := kernel.Link(n, l.Name)
		if err != nil {
			t.Fatal(err)
		}
		if int(info.Index) != l.Index || info.MTU != l.MTU || info.Address != l.MAC || info.State != l.State.String() || *info.Carriers != l.CarrierChanges || info.Master != nameOf(links, l.Master) {
			t.Errorf("sys has %+v, and ip %+v", info, l)
		}
		if driver, err := n.Driver(l.Name); info.Driver != "" && (err != nil || driver.Name != info.Driver) {
			t.Errorf("sys has driver %s of %s, and ethtool %+v, %v", info.Driver, l.Name, driver, err)
		}
		c, err := kernel.LinkStatistics(n, l.Name)
		if err != nil {
			t.Fatal(err)
		}
		if n.built() && (c["rx_packets"] != l.Stats.RXPackets || c["tx_bytes"] != l.Stats.TXBytes || c["rx_missed_errors"] != l.Stats.RXMissed || c["rx_dropped"] != l.Stats.RXDropped || c["tx_dropped"] != l.Stats.TXDropped) {
			t.Errorf("sys counted %v, and ip %+v", c, l.Stats)
		}
	}
	qdiscs, err := n.Qdiscs(t.Context())
	if err != nil || len(qdiscs) == 0 {
		t.Errorf("%d qdiscs: %v", len(qdiscs), err)
	}
	sums := map[int]uint64{}
	for _, q := range qdiscs {
		switch {
		case q.Index == 0:
			t.Errorf("%s belongs to no device", q.Kind)
		case q.Parent == nic.Root && q.Kind == "mq":
			sums[q.Index] += q.Bytes
		case q.Parent != nic.Root && q.Parent != nic.Ingress:
			sums[q.Index] -= q.Bytes
		}
	}
	for index, rest := range sums {
		if rest != 0 {
			t.Errorf("the root qdisc of %s has other bytes than its leaves", nameOf(links, index))
		}
	}
	n.processesAgree(t)
}

// processesAgree reads what the probe reads of each namespace, and what it does
// not.
func (n *Node) processesAgree(t *testing.T) {
	list, err := kernel.Namespaces(n)
	if err != nil || !list.Namespaces[0].Host {
		t.Fatalf("namespaces %+v: %v", list, err)
	}
	r := kernel.NewReader(n)
	for _, ns := range list.Namespaces {
		if !ns.Host && (ns.PodUID == "" || len(ns.ContainerID) != 64) {
			t.Errorf("process %d belongs to pod %q, container %q", ns.PID, ns.PodUID, ns.ContainerID)
		}
		if tally, err := r.Counters(ns.PID); err != nil || len(tally.Lists) < 7 || len(tally.Levels) != 7 {
			t.Errorf("process %d has %d lists of counters, %d levels: %v", ns.PID, len(tally.Lists), len(tally.Levels), err)
		}
		inUse, err := kernel.Sockstat(n, ns.PID)
		if err != nil {
			t.Error(err)
		}
		sockets, err := kernel.UDPSockets(n, ns.PID, nil)
		if err != nil || int64(len(sockets.Sockets)) != inUse["UDP.inuse"]+inUse["UDP6.inuse"] {
			t.Errorf("process %d has %d UDP sockets and counts %v: %v", ns.PID, len(sockets.Sockets), inUse, err)
		}
		if _, err := kernel.Sockets(n, ns.PID); err != nil {
			t.Error(err)
		}
		if _, err := kernel.Routes(n, ns.PID); err != nil {
			t.Error(err)
		}
	}
	if _, err := kernel.Interrupts(n); err != nil && !errors.Is(err, kernel.ErrMasked) && !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if sysctls, err := kernel.Sysctls(n); err != nil || n.built() && len(sysctls) != len(kernel.KnownSysctls()) {
		t.Errorf("%d settings: %v", len(sysctls), err)
	}
}

func nameOf(links []nic.Link, index int) string {
	for _, l := range links {
		if l.Index == index && index != 0 {
			return l.Name
		}
	}
	return ""
}

// TestMaskedInterrupts holds that one node has the empty file that container
// runtimes put in the place of the real one.
func TestMaskedInterrupts(t *testing.T) {
	if _, err := kernel.Interrupts(Load(t, "azurelinux3-mlx5")); !errors.Is(err, kernel.ErrMasked) {
		t.Errorf("error %v", err)
	}
}

func TestREADMESaysWhereNodesAreFrom(t *testing.T) {
	readme, err := os.ReadFile("testdata/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range Names(t) {
		if !strings.Contains(string(readme), "`"+name+".txtar`") {
			t.Errorf("testdata/README.md does not mention %s", name)
		}
	}
}
