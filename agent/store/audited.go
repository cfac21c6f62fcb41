package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
)

// Audit implements [Store]. What is too long is cut rather than refused: a
// question that is asked is written down.
func (d *database) Audit(ctx context.Context, e Entry) error {
	reads, size := []Read{}, 0
	for _, r := range e.Reads {
		if size += len(r.Call) + len(r.Gap) + 40; size > d.limits.Entry {
			break
		}
		reads = append(reads, r)
	}
	data, err := json.Marshal(reads)
	if err != nil {
		return fmt.Errorf("cannot write readings: %w", err)
	}
	cut := func(text string) string {
		return clean(text[:min(len(text), d.limits.Question)])
	}
	return d.change(ctx, func(tx *sql.Tx) error {
		_, err := d.exec(ctx, tx, `INSERT INTO audit (time, actor, face, action, conversation, turn, asked, denied, reads, omitted)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			micro(d.now()), cut(e.Actor), cut(e.Face), cut(e.Action), cut(e.Conversation), e.Turn, cut(e.Asked), cut(e.Denied), data, len(e.Reads)-len(reads))
		return err
	})
}

// Audited implements [Store].
func (d *database) Audited(ctx context.Context, f Filter) ([]Entry, error) {
	list := []Entry{}
	since := int64(0)
	if !f.Since.IsZero() {
		since = micro(f.Since)
	}
	args := []any{since, cmp.Or(min(max(f.Most, 0), 1000), 100)}
	where := "time >= $1"
	if f.Actor != "" {
		args = append(args, f.Actor)
		where += fmt.Sprintf(" AND actor = $%d", len(args))
	}
	if f.Before > 0 {
		args = append(args, f.Before)
		where += fmt.Sprintf(" AND number < $%d", len(args))
	}
	err := d.rows(ctx, d.read, "SELECT number, time, actor, face, action, conversation, turn, asked, denied, reads, omitted FROM audit WHERE "+where+" ORDER BY number DESC LIMIT $2", args, func(scan func(...any) error) error {
		var e Entry
		var at int64
		var reads []byte
		if err := scan(&e.Number, &at, &e.Actor, &e.Face, &e.Action, &e.Conversation, &e.Turn, &e.Asked, &e.Denied, &reads, &e.Omitted); err != nil {
			return err
		}
		e.Time = moment(at)
		list = append(list, e)
		return json.Unmarshal(reads, &list[len(list)-1].Reads)
	})
	return list, err
}
