package nodeprobe

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/nic"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// devices reads the node's network interfaces and their queueing disciplines.
func (p *Probe) devices(ctx context.Context, s *sample.Sample) {
	if p.Interfaces == nil {
		s.Missing(sample.Device, errors.New("the kernel's interfaces cannot be asked"))
		s.Missing(sample.Queueing, errors.New("the kernel's interfaces cannot be asked"))
		return
	}
	at := time.Now()
	links, err := p.Interfaces.Links(ctx)
	if err != nil {
		s.Missing(sample.Device, err)
	}
	hardware := map[int]string{} // drivers, of what is no virtual device
	for _, l := range links {
		if l.Kind == "" && l.Type != loopback {
			if driver, err := p.Interfaces.Driver(l.Name); err == nil {
				hardware[l.Index] = driver.Name
			}
		}
	}
	pairs := nic.Pairs(links, hardware)
	for _, l := range links {
		row := sample.Row{Name: l.Name, ID: uint64(l.Index), At: at, Facts: linkFacts(l, links)}
		driver, real := hardware[l.Index]
		wide, narrow := linkCounters(l), map[string]uint64{"carrier_changes": uint64(l.CarrierChanges)}
		if real {
			p.hardware(s, l, driver, &row, wide, narrow)
		}
		for _, pair := range pairs {
			if pair.Synthetic == l.Index {
				row.Facts["path"] = string(pair.Path)
				row.Facts["vf"] = nameOf(links, pair.VF)
			}
		}
		keep(row.Facts)
		s.Table(sample.Device).Add(row, sample.Wide(wide), sample.Narrow(narrow))
	}
	p.queueing(ctx, s, links)
}

// loopback is ARPHRD_LOOPBACK.
const loopback = 772

// hardware reads what the driver of a device tells.
func (p *Probe) hardware(s *sample.Sample, l nic.Link, driver string, row *sample.Row, wide, narrow map[string]uint64) {
	row.Facts["driver"], row.At = driver, time.Now()
	if rings, err := p.Interfaces.Rings(l.Name); err == nil {
		row.Facts["rx_ring"], row.Facts["rx_ring_max"] = size(rings.RX), size(rings.RXMost)
		row.Facts["tx_ring"], row.Facts["tx_ring_max"] = size(rings.TX), size(rings.TXMost)
	}
	if c, err := p.Interfaces.Channels(l.Name); err == nil {
		row.Facts["channels"], row.Facts["channels_max"] = size(max(c.Combined, c.RX)), size(max(c.CombinedMost, c.RXMost))
	}
	stats, err := p.Interfaces.Stats(l.Name)
	if err != nil {
		if !errors.Is(err, nic.ErrNotApplicable) {
			s.Missing(sample.Device, err)
		}
		return
	}
	for _, c := range nic.Interpret(driver, stats).Named {
		name := string(c.Meaning) + "." + c.Name
		if c.Bits == 32 {
			narrow[name] = c.Value
		} else {
			wide[name] = c.Value
		}
	}
}

func size(n uint32) string {
	if n == 0 {
		return "" // the driver does not tell
	}
	return fmt.Sprint(n)
}

func nameOf(links []nic.Link, index int) string {
	for _, l := range links {
		if l.Index == index && index != 0 {
			return l.Name
		}
	}
	return ""
}

func linkFacts(l nic.Link, links []nic.Link) map[string]string {
	facts := map[string]string{
		"kind": l.Kind, "mtu": fmt.Sprint(l.MTU), "state": l.State.String(), "mac": l.MAC, "qdisc": l.Qdisc,
		"master": nameOf(links, l.Master), "up": fmt.Sprint(l.Up), "carrier": fmt.Sprint(l.Carrier),
	}
	if l.Type == loopback {
		facts["kind"] = "loopback"
	}
	return facts
}

// keep forgets the facts that are not known.
func keep(facts map[string]string) {
	for name, value := range facts {
		if value == "" {
			delete(facts, name)
		}
	}
}

// linkCounters are the counters of a link, as sysfs names them.
func linkCounters(l nic.Link) map[string]uint64 {
	c := l.Stats
	return map[string]uint64{
		"rx_packets": c.RXPackets, "tx_packets": c.TXPackets, "rx_bytes": c.RXBytes, "tx_bytes": c.TXBytes,
		"rx_errors": c.RXErrors, "tx_errors": c.TXErrors, "rx_dropped": c.RXDropped, "tx_dropped": c.TXDropped,
		"rx_missed_errors": c.RXMissed, "rx_length_errors": c.RXLength, "rx_over_errors": c.RXOver, "rx_crc_errors": c.RXCRC,
		"rx_frame_errors": c.RXFrame, "rx_fifo_errors": c.RXFIFO, "tx_aborted_errors": c.TXAborted,
		"tx_carrier_errors": c.TXCarrier, "tx_fifo_errors": c.TXFIFO, "collisions": c.Collisions,
	}
}

// queueing reads the queueing disciplines. One without a limit counts nothing.
func (p *Probe) queueing(ctx context.Context, s *sample.Sample, links []nic.Link) {
	at := time.Now()
	list, err := p.Interfaces.Qdiscs(ctx)
	if err != nil {
		s.Missing(sample.Queueing, err)
	} else {
		s.Table(sample.Queueing).Whole = at // one that comes later begins with zeros
	}
	for _, q := range list {
		if q.Kind == "noqueue" || q.Kind == "clsact" || q.Kind == "ingress" {
			continue
		}
		self := q.Handle
		if self == 0 && q.Parent != nic.Root {
			self = q.Parent // those that the kernel sets below a root have no handle, but one for each queue
		}
		row := sample.Row{
			Name: strings.TrimSpace(nameOf(links, q.Index) + " " + self.String()), ID: uint64(q.Index)<<32 | uint64(self), At: at,
			Facts: map[string]string{
				"device": nameOf(links, q.Index), "kind": q.Kind, "parent": q.Parent.String(), "backlog": size(q.Backlog), "queued": size(q.QueueLength),
			},
		}
		keep(row.Facts)
		s.Table(sample.Queueing).Add(row, sample.Wide(map[string]uint64{"bytes": q.Bytes}), sample.Narrow(map[string]uint64{
			"packets": uint64(q.Packets), "drops": uint64(q.Drops), "overlimits": uint64(q.Overlimits), "requeues": uint64(q.Requeues),
		}))
	}
}
