package nodeprobe

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/kernel"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// namespaces reads the network namespaces of the node and of its pods, one
// after another: the kernel adds up each counter over all processors.
func (p *Probe) namespaces(s *sample.Sample) {
	list, err := kernel.Namespaces(p.Root)
	if err != nil {
		s.Missing(sample.Namespace, err)
		return
	}
	if list.Truncated {
		s.Missing(sample.Namespace, errors.New("there are more processes than are looked at"))
	}
	for _, n := range list.Namespaces {
		name := nameOfNamespace(n)
		if name == "" {
			continue // neither the node's nor a pod's
		}
		if err := p.namespace(s, name, n); err != nil && !errors.Is(err, fs.ErrNotExist) { // it may have ended meanwhile
			s.Missing(sample.Namespace, err)
		}
	}
}

// nameOfNamespace is "host", a pod's UID, or "".
func nameOfNamespace(n kernel.Namespace) string {
	if n.Host {
		return sample.Host
	}
	return n.PodUID
}

func (p *Probe) namespace(s *sample.Sample, name string, n kernel.Namespace) error {
	at := time.Now()
	tally, err := p.reader.Counters(n.PID)
	if len(tally.Lists) == 0 || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	facts := map[string]string{}
	for _, level := range tally.Levels {
		if fact := levels[level.Name]; fact != "" {
			facts[fact] = fmt.Sprint(level.Value)
		}
	}
	gauges, failed := p.reader.Sockstat(n.PID)
	if failed == nil {
		for _, gauge := range []string{"TCP.inuse", "TCP.tw", "TCP.mem", "TCP.orphan", "UDP.inuse", "UDP.mem", "TCP6.inuse", "UDP6.inuse"} {
			if value, known := gauges[gauge]; known && value > 0 {
				facts[gauge] = fmt.Sprint(value)
			}
		}
	}
	counters := make([]sample.Counted, len(tally.Lists))
	for i, list := range tally.Lists {
		counters[i] = sample.Listed(list.Names, list.Values)
	}
	s.Table(sample.Namespace).Add(sample.Row{Name: name, ID: n.Inode, At: at, Facts: facts}, counters...)
	return errors.Join(err, p.sockets(s, name, n, gauges))
}

// levels are the values among the counters that are told as facts.
var levels = map[string]string{"Tcp.CurrEstab": "established", "Ip.Forwarding": "forwarding"}
