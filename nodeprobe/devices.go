package nodeprobe

import (
	"fmt"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// devices reads the node's network devices by way of sysfs.
func (p *Probe) devices(s *sample.Sample) {
	names, err := kernel.LinkNames(p.Root)
	if err != nil {
		s.Missing(sample.Device, err)
		return
	}
	for _, name := range names {
		at := time.Now()
		link, err := kernel.Link(p.Root, name)
		if err != nil {
			continue // it went away meanwhile
		}
		counters, err := kernel.LinkStatistics(p.Root, name)
		if err != nil {
			continue
		}
		facts := map[string]string{"mtu": fmt.Sprint(link.MTU), "state": link.State, "driver": link.Driver, "master": link.Master}
		if link.Speed != nil {
			facts["speed"] = fmt.Sprint(*link.Speed)
		}
		for key, value := range facts {
			if value == "" {
				delete(facts, key)
			}
		}
		row := sample.Row{Name: name, ID: uint64(link.Index), At: at, Facts: facts}
		if link.Carriers != nil {
			counters["carrier_changes"] = uint64(*link.Carriers)
		}
		s.Table(sample.Device).Add(row, 64, counters)
	}
}
