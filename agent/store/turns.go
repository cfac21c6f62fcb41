package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

const turnColumns = `t.number, t.question, t.namespace, t.rerun, t.state, t.status, t.asked, t.ended, t.events,
	t.bundle_size, t.report, t.answer, t.pictures, t.rests, t.why, t.up, t.comment`

// owned finds one turn: its parameters are the conversation, the owner, the number.
const owned = "conversation = (SELECT id FROM conversation WHERE id = $1 AND owner = $2) AND number = $3"

func scanTurn(scan func(...any) error) (t Turn, err error) {
	var asked, ended int64
	var up sql.NullBool
	var comment string
	err = scan(&t.Number, &t.Text, &t.Namespace, &t.Rerun, &t.State, &t.Status, &asked, &ended, &t.Events,
		&t.BundleSize, (*[]byte)(&t.Report), (*[]byte)(&t.Answer), (*[]byte)(&t.Pictures), (*[]byte)(&t.Rests), &t.Why, &up, &comment)
	t.Asked, t.Ended = moment(asked), moment(ended)
	if up.Valid {
		t.Feedback = &Feedback{Up: up.Bool, Comment: comment}
	}
	return t, err
}

// Turn implements [Store].
func (d *database) Turn(ctx context.Context, owner, id string, turn int) (t Turn, err error) {
	found := false
	err = d.rows(ctx, d.read, "SELECT "+turnColumns+" FROM turn t WHERE "+owned, []any{id, owner, turn}, func(scan func(...any) error) (err error) {
		found = true
		t, err = scanTurn(scan)
		return err
	})
	if err == nil && !found {
		err = ErrAbsent
	}
	return t, err
}

// Ask implements [Store].
func (d *database) Ask(ctx context.Context, owner, id string, q Question) (t Turn, err error) {
	if err := d.short("a question", q.Text, q.Namespace); err != nil {
		return t, err
	}
	q.Text, q.Namespace = clean(q.Text), clean(q.Namespace)
	now := micro(d.now())
	t = Turn{Question: q, State: Running, Asked: moment(now)}
	err = d.change(ctx, func(tx *sql.Tx) error {
		var size int
		if err := d.row(ctx, tx, "UPDATE conversation SET turns = turns + 1, updated = $3 WHERE id = $1 AND owner = $2 RETURNING turns, size", []any{id, owner, now}, &t.Number, &size); err != nil {
			return err
		}
		// The update has locked the conversation: of two who ask at once, one is second.
		var running int
		if err := d.row(ctx, tx, "SELECT count(*) FROM turn WHERE conversation = $1 AND state = 'running'", []any{id}, &running); err != nil {
			return err
		}
		switch {
		case t.Number > d.limits.Turns:
			return fmt.Errorf("cannot ask more than %d questions in one conversation, begin another: %w", d.limits.Turns, ErrLimit)
		case size > d.limits.Conversation:
			return fmt.Errorf("cannot ask more in a conversation whose reports have %d bytes, begin another: %w", size, ErrLimit)
		case running > 0:
			return ErrBusy
		}
		var serial int64
		if err := d.row(ctx, tx, `INSERT INTO turn (conversation, number, question, namespace, rerun, state, asked, replica)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING serial`, []any{id, t.Number, q.Text, q.Namespace, q.Rerun, Running, now, d.replica}, &serial); err != nil {
			return err
		}
		return d.index(ctx, tx, serial, words(q.Text))
	})
	return t, err
}

// Step implements [Store]. The turn's row is locked until the event is written,
// so that numbers are seen in their order.
func (d *database) Step(ctx context.Context, owner, id string, turn int, e Event) error {
	if err := d.short("a step", e.Step); err != nil {
		return err
	}
	err := d.change(ctx, func(tx *sql.Tx) error {
		var serial, number int64
		err := d.row(ctx, tx, "UPDATE turn SET events = events + 1 WHERE "+owned+" AND state = 'running' AND replica = $4 RETURNING serial, events", []any{id, owner, turn, d.replica}, &serial, &number)
		switch {
		case err != nil:
			return d.ended(ctx, tx, owner, id, turn, err)
		case number > int64(d.limits.Events):
			return fmt.Errorf("cannot keep more than %d steps: %w", d.limits.Events, ErrLimit)
		}
		if _, err := d.exec(ctx, tx, "INSERT INTO event (turn, number, time, step, done, total) VALUES ($1, $2, $3, $4, $5, $6)", serial, number, micro(d.now()), clean(e.Step), e.Done, e.Of); err != nil {
			return err
		}
		return d.announce(ctx, tx, id, turn)
	})
	if err == nil {
		d.followers.wake(topic(id, turn))
	}
	return err
}

// ended turns [ErrAbsent] of a write into [ErrEnded] if the turn is there.
func (d *database) ended(ctx context.Context, tx *sql.Tx, owner, id string, turn int, err error) error {
	var one int
	if errors.Is(err, ErrAbsent) && d.row(ctx, tx, "SELECT 1 FROM turn WHERE "+owned, []any{id, owner, turn}, &one) == nil {
		return ErrEnded
	}
	return err
}

// Rate implements [Store].
func (d *database) Rate(ctx context.Context, owner, id string, turn int, f *Feedback) error {
	var up, comment any = nil, ""
	if f != nil {
		if err := d.short("a comment", f.Comment); err != nil {
			return err
		}
		up, comment = 0, clean(f.Comment)
		if f.Up {
			up = 1
		}
	}
	return d.one(ctx, "UPDATE turn SET up = $4, comment = $5 WHERE "+owned, id, owner, turn, up, comment)
}

// Bundle implements [Store].
func (d *database) Bundle(ctx context.Context, owner, id string, turn int) (data []byte, err error) {
	err = d.row(ctx, d.read, "SELECT b.data FROM bundle b JOIN turn ON turn.serial = b.turn WHERE "+owned, []any{id, owner, turn}, &data)
	return data, err
}
