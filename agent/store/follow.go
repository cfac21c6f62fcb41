package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"
)

const (
	// glance is how often a follower looks without being woken, in case that a
	// notification was lost.
	glance = 5 * time.Second
	batch  = 500 // events that are read at once
)

// followers are those who wait for more of a turn.
type followers struct {
	mu  sync.Mutex
	all map[string]map[chan struct{}]bool
}

func topic(id string, turn int) string { return fmt.Sprintf("%s/%d", id, turn) }

// join gives a channel on which there is something after each wake.
func (f *followers) join(topic string) (woken chan struct{}, leave func()) {
	woken = make(chan struct{}, 1)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all == nil {
		f.all = map[string]map[chan struct{}]bool{}
	}
	if f.all[topic] == nil {
		f.all[topic] = map[chan struct{}]bool{}
	}
	f.all[topic][woken] = true
	return woken, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if delete(f.all[topic], woken); len(f.all[topic]) == 0 {
			delete(f.all, topic)
		}
	}
}

func (f *followers) wake(topic string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.all[topic] {
		nudge(c)
	}
}

func (f *followers) wakeAll() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, of := range f.all {
		for c := range of {
			nudge(c)
		}
	}
}

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it has not looked since the last
	}
}

// announce tells other replicas of a change, once it is committed.
func (d *database) announce(ctx context.Context, tx *sql.Tx, id string, turn int) error {
	if d.tell == nil {
		return nil
	}
	if err := d.tell(ctx, tx, topic(id, turn)); err != nil {
		return fmt.Errorf("cannot tell other replicas: %w", err)
	}
	return nil
}

// Follow implements [Store].
func (d *database) Follow(ctx context.Context, owner, id string, turn, after int, tell func(Event) error) error {
	woken, leave := d.followers.join(topic(id, turn))
	defer leave()
	look := time.NewTicker(d.glance)
	defer look.Stop()
	for {
		// The state is read before the events: nothing follows an end.
		var serial int64
		var state State
		if err := d.row(ctx, d.read, "SELECT serial, state FROM turn WHERE "+owned, []any{id, owner, turn}, &serial, &state); err != nil {
			return err
		}
		for {
			events, err := d.events(ctx, serial, after)
			if err != nil {
				return err
			}
			for _, e := range events {
				if err := tell(e); err != nil {
					return err
				}
				after = e.Number
			}
			if len(events) < batch {
				break
			}
		}
		if state != Running {
			return nil
		}
		select {
		case <-woken:
		case <-look.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (d *database) events(ctx context.Context, serial int64, after int) (list []Event, err error) {
	err = d.rows(ctx, d.read, "SELECT number, time, step, done, total FROM event WHERE turn = $1 AND number > $2 ORDER BY number LIMIT $3", []any{serial, after, batch}, func(scan func(...any) error) error {
		var e Event
		var at int64
		err := scan(&e.Number, &at, &e.Step, &e.Done, &e.Of)
		e.Time = moment(at)
		list = append(list, e)
		return err
	})
	return list, err
}
