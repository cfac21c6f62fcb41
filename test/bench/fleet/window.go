package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/sample"
)

// recorded are the windows of the pools.
func recorded() (map[string]*sample.Window, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	const folder = "test/nodes/testdata"
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, folder)); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			return nil, fmt.Errorf("cannot find %s: run inside the repository", folder)
		}
	}
	windows := map[string]*sample.Window{}
	for _, p := range pools {
		text, err := os.ReadFile(filepath.Join(dir, folder, p.window+".json"))
		if err != nil {
			return nil, fmt.Errorf("cannot read what the nodes of pool %s recorded: %w", p.name, err)
		}
		w := new(sample.Window)
		if err := json.Unmarshal(text, w); err != nil {
			return nil, fmt.Errorf("cannot read what the nodes of pool %s recorded: %w", p.name, err)
		}
		if err := mend(w); err != nil {
			return nil, err
		}
		windows[p.name] = w
	}
	return windows, nil
}

// Listens is the port at which each pod listens that a probe is asked about.
const Listens = 8080

// prober answers for one node.
type prober struct {
	node  Node
	began *sample.Window // as it was recorded, of all nodes of the pool
}

// Window implements [server.Prober]. The server takes from the window what was
// not asked for, so each question gets one of its own.
func (p prober) Window(_ context.Context, _ time.Duration, _ bool, pods []string) (*sample.Window, error) {
	w := *p.began
	w.Node = p.node.Name
	w.Scopes, w.Columns = slices.Clone(w.Scopes), maps.Clone(w.Columns)
	w.Looked, w.Listens, w.Routes, w.Ports = slices.Clone(w.Looked), slices.Clone(w.Listens), slices.Clone(w.Routes), slices.Clone(w.Ports)
	for _, pod := range pods {
		w.Looked = append(w.Looked, pod)
		w.Listens = append(w.Listens, sample.Listener{Namespace: pod, Protocol: "tcp6", Address: "::", Port: Listens})
	}
	var last time.Time
	for i := range w.Scopes {
		if to := w.Scopes[i].To; to.After(last) {
			last = to
		}
	}
	since := time.Since(last)
	w.From = w.From.Add(since)
	for i := range w.Scopes {
		w.Scopes[i].From, w.Scopes[i].To = w.Scopes[i].From.Add(since), w.Scopes[i].To.Add(since)
	}
	return &w, plant(&w, p.node.Fault)
}

// ringOverflow begins the names of drivers' counters of full receive rings.
const ringOverflow = "ring-overflow."

// mend takes back the faults that the nodes had when they were recorded: full
// receive rings, and one table of connections.
func mend(w *sample.Window) error {
	for _, s := range w.Of(sample.Device) {
		for name, c := range s.Counters {
			if strings.HasPrefix(name, ringOverflow) {
				s.Counters[name] = sample.Counter{First: c.First, Last: c.First, Bits: c.Bits}
			}
		}
	}
	return fill(w, 10)
}

// plant makes a window tell of a fault.
func plant(w *sample.Window, f Fault) error {
	switch f {
	case Softnet:
		return count(w, sample.CPU, "dropped", 32)
	case Conntrack:
		return fill(w, 99)
	case Ring:
		return count(w, sample.Device, ringOverflow+"hc_rx_discards_no_wqe", 64)
	}
	return nil
}

// count adds 5,000 to a counter of the first thing of a kind that has it.
func count(w *sample.Window, kind sample.Kind, counter string, bits int) error {
	for _, s := range w.Of(kind) {
		if slices.Contains(w.Columns[kind], counter) && !slices.Contains(s.Without, counter) {
			s.Counters = maps.Clone(s.Counters)
			c := s.Counters[counter]
			s.Counters[counter] = sample.Counter{First: c.First, Last: c.Last + 5000, Bits: bits}
			return nil
		}
	}
	return fmt.Errorf("cannot plant a fault on node %s: nothing of kind %s counts %s", w.Node, kind, counter)
}

// fill puts so many hundredths of what it can take into the table of connections.
func fill(w *sample.Window, percent uint64) error {
	s := w.Scope(sample.Conntrack, sample.Host)
	if s == nil {
		return fmt.Errorf("cannot fill the table of connections of node %s: it has none", w.Node)
	}
	most, err := strconv.ParseUint(s.Facts["max"], 10, 64)
	s.Facts = maps.Clone(s.Facts)
	s.Facts["count"] = strconv.FormatUint(most*percent/100, 10)
	return err
}
