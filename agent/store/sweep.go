package store

import (
	"context"
	"database/sql"
	"time"
)

// swept is how many rows one statement removes, so that writers wait briefly.
const swept = 100

// Sweep implements [Store].
func (d *database) Sweep(ctx context.Context) (s Swept, err error) {
	before := func(keep time.Duration) int64 { return micro(d.now().Add(-keep)) }
	// A running turn's conversation stays: it changes when that ends.
	if s.Conversations, err = d.remove(ctx, `DELETE FROM conversation WHERE id IN (SELECT id FROM conversation c WHERE updated < $1
		AND NOT EXISTS (SELECT 1 FROM turn WHERE conversation = c.id AND state = 'running') LIMIT $2)`, before(d.limits.KeepConversation)); err != nil {
		return s, err
	}
	old, err := d.remove(ctx, "DELETE FROM bundle WHERE turn IN (SELECT turn FROM bundle WHERE kept < $1 LIMIT $2)", before(d.limits.KeepBundle))
	if err != nil {
		return s, err
	}
	// Those beyond the bound, counted from the newest.
	many, err := d.remove(ctx, `DELETE FROM bundle WHERE turn IN (SELECT turn FROM
		(SELECT turn, kept, sum(size) OVER (ORDER BY kept DESC, turn DESC) AS total FROM bundle) AS b WHERE total > $1 ORDER BY kept, turn LIMIT $2)`, int64(d.limits.Bundles))
	if err != nil {
		return s, err
	}
	s.Bundles = old + many
	if s.Bundles > 0 {
		if err := d.change(ctx, func(tx *sql.Tx) error {
			_, err := d.exec(ctx, tx, "UPDATE turn SET bundle_size = 0 WHERE bundle_size > 0 AND NOT EXISTS (SELECT 1 FROM bundle b WHERE b.turn = turn.serial)")
			return err
		}); err != nil {
			return s, err
		}
	}
	if s.Entries, err = d.remove(ctx, "DELETE FROM audit WHERE number IN (SELECT number FROM audit WHERE time < $1 LIMIT $2)", before(d.limits.KeepAudit)); err != nil {
		return s, err
	}
	if _, err = d.remove(ctx, "DELETE FROM session WHERE hash IN (SELECT hash FROM session WHERE expiry < $1 LIMIT $2)", before(0)); err != nil {
		return s, err
	}
	if _, err = d.remove(ctx, "DELETE FROM consent WHERE (owner, digest) IN (SELECT owner, digest FROM consent WHERE time < $1 LIMIT $2)", before(d.limits.KeepAudit)); err != nil {
		return s, err
	}
	if err := d.forget(ctx); err != nil {
		return s, err
	}
	if d.shrink != nil {
		err = d.shrink(ctx)
	}
	return s, err
}

func (d *database) remove(ctx context.Context, statement string, bound int64) (removed int, err error) {
	for {
		var n int64
		err := d.change(ctx, func(tx *sql.Tx) (err error) {
			n, err = d.exec(ctx, tx, statement, bound, swept)
			return err
		})
		removed += int(n)
		if err != nil || n < swept {
			return removed, err
		}
	}
}

// forget removes replicas that have been silent for a day.
func (d *database) forget(ctx context.Context) error {
	return d.change(ctx, func(tx *sql.Tx) error {
		_, err := d.exec(ctx, tx, "DELETE FROM replica WHERE id <> $1 AND beat < "+d.clock+" - $2", d.replica, day.Microseconds())
		return err
	})
}
