package nodeprobe

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/drop"
	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// other is who dropped what neither the node nor a pod did.
const other = "other"

var errDropsOff = errors.New("nodeprobe was started without -drops")

// drops reads what the kernel dropped, and why.
func (p *Probe) drops(s *sample.Sample) {
	if p.Drops == nil {
		why := p.NoDrops
		if why == nil {
			why = errDropsOff
		}
		s.Missing(sample.Drop, fmt.Errorf("drop reasons are off: %w", why))
		return
	}
	owners, partial, err := p.owners()
	if err != nil { // who dropped what is not known; the next reading has it
		s.Missing(sample.Drop, err)
		return
	}
	at := time.Now()
	list, err := p.Drops.Read()
	if err != nil {
		s.Missing(sample.Drop, err)
		return
	}
	if partial != nil {
		s.Missing(sample.Drop, partial)
	} else {
		s.Table(sample.Drop).Whole = at
	}
	if full := list[0].Packets; full > 0 { // drop.Overflow
		s.Missing(sample.Drop, fmt.Errorf("the table of drops was full: of %d packets neither namespace nor reason is known", full))
		s.Table(sample.Drop).Whole = time.Time{}
	}
	p.tally.add(list, owners)
	p.tally.rows(s, at, owners)
}

// owner is the node or a pod.
type owner struct {
	name  string
	inode uint64
}

// owners are the namespaces that have one, by number, and why there may be more.
func (p *Probe) owners() (owners map[uint64]owner, partial, err error) {
	list, err := kernel.Namespaces(p.Root)
	if err != nil {
		return nil, nil, err
	}
	if list.Truncated || list.Hidden > 0 {
		partial = errors.New("not every process could be looked at, and what it lost is called other")
	}
	owners = map[uint64]owner{}
	for _, n := range list.Namespaces {
		name := n.PodUID
		if n.Host {
			name = sample.Host
		}
		if name == "" {
			continue
		}
		number, err := kernel.NamespaceNumber(p.Root, n)
		if err != nil { // most likely it ended meanwhile
			partial = err
			continue
		}
		owners[number] = owner{name, n.Inode}
	}
	return owners, partial, nil
}

// tally adds up drops by whose they are: of who owned the namespace at the end of
// the time, unless somebody else did at its beginning, since numbers serve again.
type tally struct {
	owners  map[uint64]owner // at the last reading
	dropped map[[2]string]*dropped
}

// dropped is one owner's for one reason.
type dropped struct {
	packets  uint64
	location string // of the most packets when there were any last
	example  string
	most     uint64
}

func (t *tally) add(list []drop.Drop, owners map[uint64]owner) {
	if t.dropped == nil {
		t.dropped = map[[2]string]*dropped{}
	}
	live := map[string]bool{other: true}
	for _, o := range owners {
		live[o.name] = true
	}
	maps.DeleteFunc(t.dropped, func(of [2]string, _ *dropped) bool { return !live[of[0]] })
	for _, d := range t.dropped {
		d.most = 0
	}
	for _, d := range list {
		name := other
		if now, has := owners[d.NetNS]; has {
			if before, had := t.owners[d.NetNS]; !had || before == now {
				name = now.name
			}
		}
		of := [2]string{name, d.Reason}
		if t.dropped[of] == nil {
			t.dropped[of] = &dropped{}
		}
		row := t.dropped[of]
		row.packets += d.Packets
		if d.Packets > row.most {
			row.most, row.location, row.example = d.Packets, d.Location, d.Example
		}
	}
	t.owners = owners
}

// rows are the sums so far, in order of their names.
func (t *tally) rows(s *sample.Sample, at time.Time, owners map[uint64]owner) {
	ids := map[string]uint64{}
	for _, o := range owners { // a pod may have made namespaces of its own
		if id, has := ids[o.name]; !has || o.inode < id {
			ids[o.name] = o.inode
		}
	}
	for _, of := range slices.SortedFunc(maps.Keys(t.dropped), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		d := t.dropped[of]
		facts := map[string]string{"location": d.location, "example": d.example}
		maps.DeleteFunc(facts, func(_, value string) bool { return value == "" })
		row := sample.Row{Name: strings.Join(of[:], " "), ID: ids[of[0]], At: at, Facts: facts}
		s.Table(sample.Drop).Add(row, sample.Wide(map[string]uint64{"packets": d.packets}))
	}
}
