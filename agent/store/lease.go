package store

import (
	"context"
	"database/sql"
	"time"
)

// beat says that this replica lives. The time is the database's, so that clocks
// of replicas need not agree.
func (d *database) beat(ctx context.Context) error {
	return d.change(ctx, func(tx *sql.Tx) error {
		_, err := d.exec(ctx, tx, "INSERT INTO replica (id, beat) VALUES ($1, "+d.clock+") ON CONFLICT (id) DO UPDATE SET beat = excluded.beat", d.replica)
		return err
	})
}

const closing = 10 * time.Second // for a database that does not answer

const lost = "The program that ran it has ended."

// interrupt marks turns whose replica's lease has run out. Nobody marks its own.
func (d *database) interrupt(ctx context.Context) error {
	return d.lose(ctx, "replica <> $3 AND NOT EXISTS (SELECT 1 FROM replica r WHERE r.id = turn.replica AND r.beat > "+d.clock+" - $4)", d.replica, d.lease.Microseconds())
}

func (d *database) lose(ctx context.Context, which string, args ...any) error {
	var topics []string
	err := d.change(ctx, func(tx *sql.Tx) error {
		topics = nil
		err := d.rows(ctx, tx, "UPDATE turn SET state = 'interrupted', ended = $1, why = $2 WHERE state = 'running' AND "+which+" RETURNING conversation, number",
			append([]any{micro(d.now()), lost}, args...), func(scan func(...any) error) error {
				var id string
				var turn int
				err := scan(&id, &turn)
				topics = append(topics, topic(id, turn))
				return err
			})
		for _, t := range topics {
			if err == nil && d.tell != nil {
				err = d.tell(ctx, tx, t)
			}
		}
		return err
	})
	if err == nil && len(topics) > 0 {
		d.log.Warn("investigations were interrupted by the end of their program", "count", len(topics))
		d.followers.wakeAll()
	}
	return err
}

// Close implements [Store].
func (d *database) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	err := d.lose(ctx, "replica = $3", d.replica)
	if err == nil {
		err = d.change(ctx, func(tx *sql.Tx) error {
			_, err := d.exec(ctx, tx, "DELETE FROM replica WHERE id = $1", d.replica)
			return err
		})
	}
	d.release()
	return err
}
