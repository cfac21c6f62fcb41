package nic

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/netns"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// device is a network device of a node over the window.
type device struct {
	*sample.Scope
	window *sample.Window
}

// each judges the devices that a question is about, and gives the names of the
// quiet ones. Of those of which is not known what moved, the verdict is Unknown.
func each(c *checks.Context, n netns.Network, about, judge func(device) bool) (quiet []string) {
	for _, s := range n.Rows(c, sample.Device) {
		d := device{s, n.Window}
		switch {
		case !about(d):
		case !d.told():
			c.Unknown("what device %s counted is not known: it came meanwhile, or its counters were reset", d.Name)
		case judge(d):
			quiet = append(quiet, d.Name)
		}
	}
	return quiet
}

func (d device) told() bool {
	for name := range d.Counters {
		if _, known := d.window.Delta(d.Scope, name); !known {
			return false
		}
	}
	return !d.New
}

// moved is by how much counters grew together. Those that the device lacks count
// nothing.
func (d device) moved(counters ...string) (sum uint64) {
	for _, name := range counters {
		moved, _ := d.window.Delta(d.Scope, name)
		sum += moved
	}
	return sum
}

// sum is by how much the driver's counters of a meaning grew, such as "loss.", and
// names those that did.
func (d device) sum(meaning string, fits func(string) bool) (sum uint64, names []string) {
	for _, column := range d.window.Columns[sample.Device] {
		name, is := strings.CutPrefix(column, meaning)
		if moved := d.moved(column); is && moved > 0 && fits(name) {
			sum += moved
			names = append(names, fmt.Sprintf("%s +%d", name, moved))
		}
	}
	return sum, names
}

func anyName(string) bool { return true }

// has reports whether the driver tells counters of a meaning.
func (d device) has(meaning string) bool {
	return slices.ContainsFunc(d.window.Columns[sample.Device], func(column string) bool {
		return strings.HasPrefix(column, meaning) && !slices.Contains(d.Without, column)
	})
}

// rate is a number per second of the device's window.
func (d device) rate(n uint64) float64 { return float64(n) / max(d.Interval().Seconds(), 1) }

// packets are all that the device carried.
func (d device) packets() uint64 { return d.moved("rx_packets", "tx_packets") }

// hardware reports whether a driver serves the device, as that of a NIC does.
func (d device) hardware() bool { return d.Facts["driver"] != "" }

// virtualFunction reports whether the device is one of those that Azure gives for
// accelerated networking.
func (d device) virtualFunction() bool {
	return slices.Contains([]string{"mlx5_core", "mlx4_core", "mlx4_en", "mana"}, d.Facts["driver"])
}

// number is a fact that is a number, 0 where it is not told.
func (d device) number(fact string) uint64 {
	n, err := strconv.ParseUint(d.Facts[fact], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// uplink tells the devices that lead out of a node: what has a driver, and what a
// default route goes through.
func uplink(n netns.Network) func(device) bool {
	routes, _ := n.Routes()
	return func(d device) bool {
		return d.hardware() || slices.ContainsFunc(routes, func(r sample.Route) bool { return !r.Rejects && r.Device == d.Name })
	}
}

// alive reports whether a device that is no loopback is up.
func alive(d device) bool { return d.Facts["kind"] != "loopback" && d.Facts["up"] == "true" }

const (
	// seeDrops shows what the node's devices dropped, as kubelet tells it.
	seeDrops = "kubectl get --raw /api/v1/nodes/{{.name}}/proxy/metrics/cadvisor | grep -E 'container_network_(receive|transmit)_(packets_dropped|errors)_total'"
	// seeDriver shows what the driver of a device counted.
	seeDriver = netns.OnNode + `'ethtool -S "$1"' --parameters {{.device}}`
	// seeLinks shows what the devices counted.
	seeLinks = netns.OnNode + "'ip -s -s link show'"
)
