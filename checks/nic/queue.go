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

// queue are the queueing disciplines in front of a device, as one.
type queue struct {
	device string
	shaper string // the kind of one that holds packets back on purpose, "" if there is none
	scope  *sample.Scope
	// of the window
	packets, drops, overlimits uint64
	// now
	waiting, bytes uint64
	told           bool
}

// shapers are the disciplines whose purpose is to delay, limit or lose packets.
var shapers = []string{"tbf", "htb", "hfsc", "cbq", "cake", "netem"}

// queues are the queues in front of the devices, in the order of their names. The
// verdict is Unknown where not all could be read, or whose they are.
func queues(c *checks.Context, n netns.Network) (list []queue) {
	byDevice := map[string][]*sample.Scope{}
	var names []string
	for _, s := range n.Window.Of(sample.Queueing) {
		name := s.Facts["device"]
		if byDevice[name] == nil {
			names = append(names, name)
		}
		byDevice[name] = append(byDevice[name], s)
	}
	n.Rows(c, sample.Device)
	if why := n.Window.Partial[sample.Queueing]; why != "" {
		c.Unknown("the node's probe could not read all: %s", why)
	}
	slices.Sort(names)
	for _, name := range names {
		list = append(list, joined(n.Window, name, byDevice[name]))
	}
	return list
}

// joined adds up the disciplines of a device. A root repeats what some of its
// leaves dropped, and not what others did: the larger of both is what was lost.
func joined(w *sample.Window, device string, list []*sample.Scope) queue {
	q := queue{device: device, told: true}
	var leaves uint64
	for _, s := range list {
		drops, known := w.Delta(s, "drops")
		q.told = q.told && known
		overlimits, _ := w.Delta(s, "overlimits")
		q.overlimits = max(q.overlimits, overlimits)
		q.waiting = max(q.waiting, number(s, "queued"))
		q.bytes = max(q.bytes, number(s, "backlog"))
		if slices.Contains(shapers, s.Facts["kind"]) && q.shaper == "" {
			q.shaper = s.Facts["kind"]
		}
		_, handle, _ := strings.Cut(s.Name, " ")
		major, _, _ := strings.Cut(handle, ":")
		parent := slices.ContainsFunc(list, func(o *sample.Scope) bool { return o != s && strings.HasPrefix(o.Facts["parent"], major+":") })
		if !parent {
			leaves += drops
		}
		if s.Facts["parent"] == "root" {
			q.scope = s
			q.packets, _ = w.Delta(s, "packets")
			q.drops = max(q.drops, drops)
		}
	}
	q.drops = max(q.drops, leaves)
	q.told = q.told && q.scope != nil
	return q
}

func number(s *sample.Scope, fact string) uint64 {
	n, err := strconv.ParseUint(s.Facts[fact], 10, 64)
	if err != nil {
		return 0 // the probe leaves out what is 0
	}
	return n
}

// amount is what a queue lost, in the words of a sentence.
func (q queue) amount() string { return netns.Amount(q.drops, q.drops+q.packets, q.scope) }

// standing is what waits now, in the words of a sentence.
func (q queue) standing() string {
	if q.waiting == 0 {
		return "nothing waits now"
	}
	return fmt.Sprintf("%d packets (%d bytes) wait now", q.waiting, q.bytes)
}

// leading tells the queues in front of devices that lead out of the node.
func leading(n netns.Network) func(queue) bool {
	leads := uplink(n)
	return func(q queue) bool {
		s := n.Window.Scope(sample.Device, q.device)
		return s != nil && leads(device{s, n.Window})
	}
}

// seeQueues shows what the node's queues dropped.
const seeQueues = netns.OnNode + "'tc -s qdisc show'"
