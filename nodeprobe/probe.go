package nodeprobe

import (
	"context"
	"io/fs"
	"sync"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/drop"
	"github.com/netwhy/netwhy/nodeprobe/sample"
)

const (
	// Interval is the time between samples. A sample of a node with 100 pods
	// costs about 20 ms of processor time, so that this is 0.15 % of one.
	Interval = 15 * time.Second
	// kept is how many samples stay.
	kept = 9
)

// Probe reads one node.
type Probe struct {
	Node string // its name, as the Kubernetes API has it
	Root fs.FS  // holds the host's proc and sys

	Drops   *drop.Counter // nil: off
	NoDrops error         // why it is off; nil if nobody wanted it

	reading sync.Mutex // one sample at a time
	tally   tally      // of Drops
	ring    *sample.Ring
}

// New reads the node below a root.
func New(node string, root fs.FS) *Probe {
	return &Probe{Node: node, Root: root, ring: sample.NewRing(kept)}
}

// Run takes samples until ctx ends.
func (p *Probe) Run(ctx context.Context) {
	tick := time.NewTicker(Interval)
	defer tick.Stop()
	for {
		p.take()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// take reads the node and keeps what it read.
func (p *Probe) take() *sample.Sample {
	p.reading.Lock()
	defer p.reading.Unlock()
	began := time.Now()
	s := p.read()
	p.ring.Add(began, s)
	return s
}

// Window is what moved during about the length of time that ends now, or that
// begins now if it must be fresh. It is as much shorter or longer as the
// samples that there are make it; its scopes say from when to when they are.
func (p *Probe) Window(ctx context.Context, length time.Duration, fresh bool, pods []string) (*sample.Window, error) {
	first, _ := p.ring.Before(time.Now().Add(-length))
	if fresh || first == nil {
		first = p.take()
		wait := time.NewTimer(length)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	w := sample.Between(first, p.take())
	p.listeners(w, pods)
	return w, nil
}
