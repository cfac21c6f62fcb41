package nodeprobe

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/netwhy/netwhy/nodeprobe/drop"
	"github.com/netwhy/netwhy/nodeprobe/kernel"
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
	// Interfaces tells of network interfaces; nil if nobody does.
	Interfaces Interfaces
	// Every is the time between samples; [Interval] unless it is set.
	Every time.Duration

	// Drops counts the packets that the kernel drops; nil: off. NoDrops is then
	// why, and nil if nobody wanted it.
	Drops   *drop.Counter
	NoDrops error

	ring    *sample.Ring // of those taken at each interval
	reading sync.Mutex   // one sample at a time
	all     bool         // the sample under way, or the last, is complete
	last    *sample.Sample
	lastAt  time.Time
	reader  *kernel.Reader
	taken   atomic.Uint64 // samples
	tally   tally         // of Drops
}

// New reads the node below a root.
func New(node string, root fs.FS) *Probe {
	return &Probe{Node: node, Root: root, ring: sample.NewRing(kept), reader: kernel.NewReader(root)}
}

// Run takes samples until ctx ends.
func (p *Probe) Run(ctx context.Context) {
	tick := time.NewTicker(cmp.Or(p.Every, Interval))
	defer tick.Stop()
	for {
		began := time.Now()
		p.ring.Add(began, p.take(ctx, false, 0))
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// shared is how old a sample may be that ends the windows of several questions.
const shared = time.Second

// take reads the node, unless it was read within an age. All of it is read at
// once for who asks, a part in turn for later.
func (p *Probe) take(ctx context.Context, all bool, age time.Duration) *sample.Sample {
	p.reading.Lock()
	defer p.reading.Unlock()
	began := time.Now()
	if p.last != nil && (p.all || !all) && began.Sub(p.lastAt) < age {
		return p.last
	}
	p.all = all
	s := p.read(ctx)
	p.last, p.lastAt = s, began
	p.taken.Add(1)
	return s
}

// Window is what moved during about the length of time that ends now, or that
// begins now if it must be fresh. It is as much shorter or longer as the
// samples that there are make it; its scopes say from when to when they are.
func (p *Probe) Window(ctx context.Context, length time.Duration, fresh bool, pods []string) (*sample.Window, error) {
	first, _ := p.ring.Before(time.Now().Add(-length))
	if fresh || first == nil {
		first = p.take(ctx, true, 0)
		wait := time.NewTimer(length)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	last := p.take(ctx, true, shared)
	if last == first { // nothing can have moved between a sample and itself
		last = p.take(ctx, true, 0)
	}
	w := sample.Between(first, last)
	p.now(ctx, w, pods)
	return w, nil
}

// Metrics writes what the probe says of itself, in the text format of Prometheus.
func (p *Probe) Metrics(w http.ResponseWriter) {
	fmt.Fprintf(w, "# HELP netwhy_probe_samples_total Samples that were taken of the node.\n# TYPE netwhy_probe_samples_total counter\n")
	fmt.Fprintf(w, "netwhy_probe_samples_total %d\n", p.taken.Load())
}
