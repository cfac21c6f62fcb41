package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Options are what a store may be told.
type Options struct {
	Limits Limits
	Log    *slog.Logger     // nil for the default
	Now    func() time.Time // nil for the clock
	// Lease is for how long a replica that is silent counts as alive, 0 for 30
	// seconds.
	Lease time.Duration
}

const hourly = time.Hour // how often a store sweeps

// Memory is the address of a store that ends with its process.
const Memory = ":memory:"

// Open opens a database and brings its tables to this version: a postgres://
// address, [Memory], or else
// the path of an SQLite file, which is made where there is none.
// Turns that no living replica answers are marked as interrupted.
func Open(ctx context.Context, address string, o Options) (Store, error) {
	d := &database{limits: o.Limits.orDefaults(), log: o.Log, now: o.Now, lease: cmp.Or(o.Lease, 30*time.Second), glance: glance, replica: rand.Text()}
	if d.log == nil {
		d.log = slog.Default()
	}
	if d.now == nil {
		d.now = time.Now
	}
	var err error
	switch {
	case strings.HasPrefix(address, "postgres://"), strings.HasPrefix(address, "postgresql://"):
		err = d.openPostgres(ctx, address)
	case address == Memory:
		err = d.openMemory(ctx)
	default:
		err = d.openSQLite(ctx, address)
	}
	if err == nil {
		err = d.begin(ctx)
	}
	if err != nil {
		d.release()
		return nil, err
	}
	return d, nil
}

// begin starts what a store does by itself.
func (d *database) begin(ctx context.Context) error {
	if err := d.beat(ctx); err != nil {
		return err
	}
	if err := d.interrupt(ctx); err != nil {
		return err
	}
	if _, err := d.Sweep(ctx); err != nil { // it may never live for an hour
		return err
	}
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	every := func(pause time.Duration, what string, do func(context.Context) error) {
		running.Go(func() {
			for tick := time.NewTicker(pause); ; {
				select {
				case <-tick.C:
				case <-background.Done():
					tick.Stop()
					return
				}
				if err := do(background); err != nil && background.Err() == nil {
					d.log.Warn("the store cannot "+what, "error", err)
				}
			}
		})
	}
	every(hourly, "remove what is old", func(ctx context.Context) error { _, err := d.Sweep(ctx); return err })
	if d.listen != nil { // others may be there
		every(d.lease/3, "renew its lease", d.beat)
		every(d.lease/3, "look for turns without replica", d.interrupt)
		running.Go(func() { d.listen(background) })
	}
	d.stop = func() { cancel(); running.Wait() }
	return nil
}
