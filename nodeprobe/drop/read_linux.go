package drop

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
)

// Counter counts dropped packets. It is safe for concurrent use.
type Counter struct {
	table, overflow *ebpf.Map
	program         *ebpf.Program
	link            link.Link
	reasons         reasons

	reading  sync.Mutex
	symbols  *symbols
	crowd    int            // of rows, which makes those that stand still leave
	counted  map[key]uint64 // packets of the rows at the last Read
	overflew uint64         // at the last Read
	missed   uint64
}

// Read gives what was dropped since the Read before, in order of namespace, reason
// and location; at its head always Overflow and Missed, even if there are none.
// After an error nothing is lost: the next Read has it.
func (c *Counter) Read() ([]Drop, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	overflew, missed, err := c.lost()
	if err != nil {
		return nil, err
	}
	rows := map[key]sum{}
	var k key
	var values []value
	each := c.table.Iterate()
	for each.Next(&k, &values) {
		rows[k] = total(values)
	}
	if err := each.Err(); err != nil {
		return nil, fmt.Errorf("cannot read dropped packets: %w", err)
	}
	lost := []Drop{{Reason: Overflow, Packets: overflew - c.overflew}, {Reason: Missed, Packets: missed - c.missed}}
	c.overflew, c.missed = overflew, missed
	return append(lost, c.since(rows)...), nil
}

// since is what rows have more than they had, summed up by what they are called:
// a function may drop in two places. In a table half full, rows that did not move
// make room, or else those of pods that were would fill it. It takes a crowd, since
// a packet that is counted in the nanoseconds in which its row leaves is lost.
func (c *Counter) since(rows map[key]sum) []Drop {
	sums, counted := map[Drop]sum{}, map[key]uint64{}
	for k, row := range rows {
		before, old := c.counted[k]
		counted[k] = row.packets
		if old && row.packets == before && len(rows) >= c.crowd {
			var values []value
			if c.table.LookupAndDelete(&k, &values) != nil {
				continue // it stays, and is read again
			}
			row = total(values) // it may have moved meanwhile
			delete(counted, k)
		}
		d := Drop{NetNS: uint64(k.NetNS), Reason: unspecified, Location: c.symbols.of(k.Location)}
		if len(c.reasons.names) > 0 {
			if d.Reason = c.reasons.name(k.Reason); d.Reason == unspecified && used[d.Location] != "" {
				continue
			}
		}
		row.packets -= before
		sums[d] = sums[d].and(row)
	}
	c.counted = counted
	drops := make([]Drop, 0, len(sums))
	for d, s := range sums {
		if s.packets > 0 {
			d.Packets, d.Example = s.packets, s.last.String()
			drops = append(drops, d)
		}
	}
	slices.SortFunc(drops, func(a, b Drop) int {
		return cmp.Or(cmp.Compare(a.NetNS, b.NetNS), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Location, b.Location))
	})
	return drops
}

// sum is a row over all processors.
type sum struct {
	packets uint64
	last    value
}

func total(values []value) (s sum) {
	for _, v := range values {
		s = s.and(sum{v.Packets, v})
	}
	return s
}

func (s sum) and(more sum) sum {
	if more.packets > 0 && more.last.Last >= s.last.Last {
		s.last = more.last
	}
	s.packets += more.packets
	return s
}

// lost are the packets that no row tells of.
func (c *Counter) lost() (overflew, missed uint64, err error) {
	var overflows []uint64
	if err := c.overflow.Lookup(uint32(0), &overflows); err != nil {
		return 0, 0, fmt.Errorf("cannot read dropped packets: %w", err)
	}
	for _, n := range overflows {
		overflew += n
	}
	stats, err := c.program.Stats()
	if err != nil {
		return 0, 0, fmt.Errorf("cannot read dropped packets: %w", err)
	}
	return overflew, stats.RecursionMisses, nil
}

// Close ends the counting.
func (c *Counter) Close() error {
	var err error
	if c.link != nil {
		err = c.link.Close()
	}
	if c.symbols != nil {
		c.symbols.close()
	}
	return errors.Join(err, c.program.Close(), c.table.Close(), c.overflow.Close())
}
