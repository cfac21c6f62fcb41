// Package source gathers evidence for a plan, only through the registry of
// read-only tools.
//
// # Contract
//
// [Gatherer.Gather] reads what is wanted, each kind and subject once however
// often it is asked, with bounded concurrency, and adds it to the record. A
// reading that fails becomes a gap with a reason; it is never a Go error, and
// what was read before a cancellation stays. The packages below are the
// sources, one SDK each; they may not plan and may not import a model.
package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/netwhy/netwhy/agent/telemetry"
	"github.com/netwhy/netwhy/agent/tool"
	"github.com/netwhy/netwhy/checks"
	"github.com/netwhy/netwhy/checks/evidence"
	"golang.org/x/sync/errgroup"
)

// Gatherer reads through a registry and keeps what it read.
type Gatherer struct {
	Registry *tool.Registry
	Caller   tool.Caller
	Now      func() time.Time
	// Since is from when on readings are taken that were made for somebody else;
	// zero takes none.
	Since time.Time
	// Most is how many bytes of evidence are kept; zero is [MostKept]. What is read
	// beyond is a gap.
	Most int
	// Progress, if set, is told how many of the readings of a round are done.
	Progress func(done, of int)

	mu      sync.Mutex
	entries []*evidence.Entry
	gaps    []evidence.Gap
	asked   map[wantKey]bool
	kept    int // bytes
}

type wantKey struct {
	kind    string
	subject evidence.Subject
}

// Gather reads what is wanted and was not asked before, and returns all that
// has been gathered so far.
func (g *Gatherer) Gather(ctx context.Context, wants []evidence.Want) *evidence.Snapshot {
	fresh := g.fresh(wants)
	if len(fresh) == 0 {
		return g.Snapshot()
	}
	if !g.Since.IsZero() {
		ctx = tool.TakeSince(ctx, g.Since)
	}
	ctx, whole := telemetry.Begin(ctx, telemetry.Gather)
	defer whole.End()
	shares := share(ctx, fresh)
	pack := bulky(fresh) > mostPlain
	done := 0
	g.each(fresh, func(w evidence.Want) {
		part := shares[sourceOf(w)]
		entry, gap := g.read(part.ctx, w)
		if gap == nil && w.Kind.Bulky && (pack || entry.Size() > mostPlainBytes) {
			entry.Pack()
			entry.Release()
		}
		g.mu.Lock()
		defer g.mu.Unlock()
		if gap == nil {
			gap = g.exceeds(entry)
		}
		part.done(gap)
		if done++; g.Progress != nil {
			g.Progress(done, len(fresh))
		}
		if gap != nil {
			g.gaps = append(g.gaps, *gap)
		} else {
			g.entries = append(g.entries, entry)
		}
	})
	return g.Snapshot()
}

// How many bulky payloads are kept as they are, and of what size.
const (
	mostPlain      = 200
	mostPlainBytes = 1 << 20
)

// MostKept bounds the evidence of one investigation, whatever is in the cluster. A
// review of 5,000 nodes keeps some 50 MiB.
const MostKept = 256 << 20

// exceeds counts what an entry weighs, and is the gap in its place where that is too much.
func (g *Gatherer) exceeds(e *evidence.Entry) *evidence.Gap {
	most := cmp.Or(g.Most, MostKept)
	if g.kept+e.Size() > most {
		return &evidence.Gap{Kind: e.Kind, Subject: e.Subject, Call: e.Call, Reason: evidence.Truncated, Needs: fmt.Sprintf("a budget of more than %d MiB of evidence", most>>20)}
	}
	g.kept += e.Size()
	return nil
}

func bulky(wants []evidence.Want) (n int) {
	for _, w := range wants {
		if w.Kind.Bulky {
			n++
		}
	}
	return n
}

// each reads what is wanted, as much at once as the tools may be called. Those with
// a bound of their own do not wait for the others.
func (g *Gatherer) each(wants []evidence.Want, read func(evidence.Want)) {
	queues := map[string][]evidence.Want{}
	for _, w := range wants {
		queue := w.Kind.Query.Tool
		if g.Registry.Own(queue) == 0 {
			queue = ""
		}
		queues[queue] = append(queues[queue], w)
	}
	var all sync.WaitGroup
	for name, queue := range queues {
		all.Go(func() {
			var group errgroup.Group
			group.SetLimit(cmp.Or(g.Registry.Own(name), tool.DefaultConcurrency))
			for _, w := range queue {
				group.Go(func() error { read(w); return nil })
			}
			group.Wait() //nolint:errcheck // the functions return none
		})
	}
	all.Wait()
}

// Snapshot is all that has been gathered so far.
func (g *Gatherer) Snapshot() *evidence.Snapshot {
	g.mu.Lock()
	defer g.mu.Unlock()
	return evidence.SnapshotOf(g.entries, g.gaps)
}

func (g *Gatherer) fresh(wants []evidence.Want) (list []evidence.Want) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.asked == nil {
		g.asked = map[wantKey]bool{}
	}
	for _, w := range wants {
		k := wantKey{w.Kind.Name, w.Subject}
		if !g.asked[k] {
			g.asked[k] = true
			list = append(list, w)
		}
	}
	return list
}

func (g *Gatherer) read(ctx context.Context, w evidence.Want) (*evidence.Entry, *evidence.Gap) {
	call := w.Kind.Query.In(w.Subject)
	gap := &evidence.Gap{Kind: w.Kind.Name, Subject: w.Subject, Call: call}
	budget, cancel := ctx, context.CancelFunc(func() {})
	if s := w.Kind.Budget.Seconds; s > 0 {
		budget, cancel = context.WithTimeout(ctx, time.Duration(s)*time.Second)
	}
	defer cancel()
	reading, err := g.Registry.Call(budget, g.Caller, call.Tool, arguments(call, w.Kind.Budget))
	if err != nil {
		gap.Reason = evidence.Malformed
		var failure *tool.Failure
		if errors.As(err, &failure) {
			gap.Reason, gap.Needs = failure.Reason, failure.Needs
		}
		if gap.Reason == evidence.Malformed {
			gap.Needs = readable(err)
		}
		if gap.Reason == evidence.NotRead && ctx.Err() == nil {
			gap.Reason = evidence.Timeout // the kind's own budget ran out
		}
		return nil, gap
	}
	at := g.Now()
	if !reading.At.IsZero() {
		at = at.Add(-time.Since(reading.At))
	}
	record := evidence.Record{Kind: w.Kind.Name, Subject: w.Subject, Call: call, Time: at.UTC(), Bound: reading.Bound}
	if reading.Ordered {
		record = evidence.SealOrdered(record, reading.Items)
	} else {
		record, err = evidence.Seal(record, reading.Items)
	}
	entry := evidence.Decoded(record, w.Kind, reading.Decoded)
	if err == nil {
		err = entry.Decode(w.Kind)
	}
	if err != nil {
		gap.Reason, gap.Needs = evidence.Malformed, readable(err)
		return nil, gap
	}
	return entry, nil
}

// Records returns the records and gaps gathered so far, in order.
func (g *Gatherer) Records() ([]evidence.Record, []evidence.Gap) {
	s := g.Snapshot()
	return s.Records(), s.Gaps()
}

// readable is what an answer that made no sense should have been.
func readable(err error) string {
	return checks.Clean("an answer that can be read, not: "+err.Error(), 200)
}
