package nodeprobe

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/netwhy/netwhy/nodeprobe/nic"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// told are interfaces as a test tells of them.
type told struct {
	links      []nic.Link
	qdiscs     []nic.Qdisc
	neighbours []nic.Neighbour
	failed     error
}

func (t told) Links(context.Context) ([]nic.Link, error)           { return t.links, nil }
func (t told) Qdiscs(context.Context) ([]nic.Qdisc, error)         { return t.qdiscs, nil }
func (t told) Neighbours(context.Context) ([]nic.Neighbour, error) { return t.neighbours, t.failed }
func (t told) Driver(string) (nic.Driver, error)                   { return nic.Driver{}, nic.ErrNotApplicable }
func (t told) Rings(string) (nic.Rings, error)                     { return nic.Rings{}, nic.ErrNotApplicable }
func (t told) Channels(string) (nic.Channels, error)               { return nic.Channels{}, nic.ErrNotApplicable }
func (t told) Stats(string) ([]nic.Stat, error)                    { return nil, nic.ErrNotApplicable }

// TestQueuesOfADeviceAreToldApart reads twice what the kernel sets below mq: one
// discipline for each queue, none of which has a handle.
func TestQueuesOfADeviceAreToldApart(t *testing.T) {
	const mq = nic.Handle(0x80010000)
	below := func(queue nic.Handle, packets, drops uint32) nic.Qdisc {
		return nic.Qdisc{Index: 2, Kind: "fq_codel", Parent: mq | queue, Packets: packets, Drops: drops}
	}
	links := []nic.Link{{Index: 2, Name: "eth0"}}
	first, last := &sample.Sample{}, &sample.Sample{}
	(&Probe{Interfaces: told{links: links, qdiscs: []nic.Qdisc{
		{Index: 2, Kind: "mq", Handle: mq, Parent: nic.Root, Packets: 1100, Drops: 5}, below(1, 1000, 5), below(2, 100, 0),
	}}}).devices(t.Context(), first)
	(&Probe{Interfaces: told{links: links, qdiscs: []nic.Qdisc{
		{Index: 2, Kind: "mq", Handle: mq, Parent: nic.Root, Packets: 1210, Drops: 8}, below(1, 1100, 5), below(2, 110, 3),
	}}}).devices(t.Context(), last)
	w := sample.Between(first, last)
	for name, want := range map[string][2]uint64{"eth0 8001:": {110, 3}, "eth0 8001:1": {100, 0}, "eth0 8001:2": {10, 3}} {
		s := w.Scope(sample.Queueing, name)
		packets, known := w.Delta(s, "packets")
		drops, _ := w.Delta(s, "drops")
		if !known || packets != want[0] || drops != want[1] {
			t.Errorf("%s: %d packets and %d drops, %t; want %v", name, packets, drops, known, want)
		}
	}
}

func TestUnusualNeighboursAreAllTold(t *testing.T) {
	one := nic.Neighbour{Address: "10.0.0.5", Index: 2, State: "FAILED"}
	for _, c := range []struct {
		name    string
		told    Interfaces
		count   int
		partial bool
	}{
		{"one", told{links: []nic.Link{{Index: 2, Name: "eth0"}}, neighbours: []nic.Neighbour{one}}, 1, false},
		{"none", told{}, 0, false},
		{"as many as are kept", told{neighbours: slices.Repeat([]nic.Neighbour{one}, mostNeighbours)}, mostNeighbours, true},
		{"unreadable", told{neighbours: []nic.Neighbour{one}, failed: errors.New("cannot list")}, 0, true},
		{"nobody to ask", nil, 0, true},
	} {
		w := &sample.Window{Partial: map[sample.Kind]string{}}
		(&Probe{Interfaces: c.told}).unusual(t.Context(), w)
		if len(w.Neighbours) != c.count || w.Partial[sample.Unusual] != "" != c.partial {
			t.Errorf("%s: %d neighbours, partial %q", c.name, len(w.Neighbours), w.Partial[sample.Unusual])
		}
		if c.name == "one" && w.Neighbours[0] != (sample.NeighbourEntry{Address: "10.0.0.5", Device: "eth0", State: "FAILED"}) {
			t.Errorf("it is %+v", w.Neighbours[0])
		}
	}
}
