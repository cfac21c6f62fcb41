package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
)

// End implements [Store]. Where another replica took this one for dead, the
// turn says that it was interrupted; what came of it after all is kept.
func (d *database) End(ctx context.Context, owner, id string, turn int, state State, r Result) error {
	size := len(r.Report) + len(r.Answer) + len(r.Pictures) + len(r.Rests) + len(r.Why)
	switch {
	case state == Running:
		return fmt.Errorf("cannot end a turn as %s", state)
	case size > d.limits.Report:
		return fmt.Errorf("cannot keep a report of %d bytes, the most is %d: %w", size, d.limits.Report, ErrLimit)
	case len(r.Bundle) > d.limits.Bundle:
		return fmt.Errorf("cannot keep evidence of %d bytes, the most is %d: %w", len(r.Bundle), d.limits.Bundle, ErrLimit)
	}
	for _, data := range []json.RawMessage{r.Report, r.Answer, r.Pictures, r.Rests} {
		if len(data) > 0 && !json.Valid(data) {
			return fmt.Errorf("cannot keep what is not JSON")
		}
	}
	now := micro(d.now())
	err := d.change(ctx, func(tx *sql.Tx) error {
		// The conversation first, as in all that changes both: who deletes it would wait for us, and we for them.
		if _, err := d.exec(ctx, tx, "UPDATE conversation SET updated = $3, size = size + $4 WHERE id = $1 AND owner = $2", id, owner, now, size); err != nil {
			return err
		}
		var serial int64
		var question string
		if err := d.row(ctx, tx, "UPDATE turn SET state = $5, status = $6, ended = $7, replica = '', report = $8, answer = $9, pictures = $10, why = $11, bundle_size = $12, rests = $13 WHERE "+owned+" AND replica = $4 RETURNING serial, question",
			[]any{id, owner, turn, d.replica, state, status(r.Report), now, []byte(r.Report), []byte(r.Answer), []byte(r.Pictures), clean(r.Why), len(r.Bundle), []byte(r.Rests)}, &serial, &question); err != nil {
			return d.ended(ctx, tx, owner, id, turn, err)
		}
		if len(r.Bundle) > 0 {
			if _, err := d.exec(ctx, tx, "INSERT INTO bundle (turn, kept, size, data) VALUES ($1, $2, $3, $4)", serial, now, len(r.Bundle), r.Bundle); err != nil {
				return err
			}
		}
		if err := d.index(ctx, tx, serial, words(append(said(r.Report, r.Answer), question)...)); err != nil {
			return fmt.Errorf("cannot index a report: %w", err)
		}
		return d.announce(ctx, tx, id, turn)
	})
	if err == nil {
		d.followers.wake(topic(id, turn))
	}
	return err
}
