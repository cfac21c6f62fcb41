package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

const (
	mostSession = 64 << 10 // bytes of its data: groups of a user, above all
	// mostSigningIn bounds those that belong to nobody yet.
	mostSigningIn = 5000
)

// BeginSession implements [Sessions].
func (d *database) BeginSession(ctx context.Context, hash string, s Session) error {
	if len(s.Data) > mostSession || len(s.Owner) > d.limits.Question {
		return fmt.Errorf("cannot keep a session of %d bytes, the most is %d: %w", len(s.Data), mostSession, ErrLimit)
	}
	most := d.limits.Sessions
	if s.Owner == "" {
		most = mostSigningIn
	}
	return d.change(ctx, func(tx *sql.Tx) error {
		if _, err := d.exec(ctx, tx, "INSERT INTO session (hash, owner, data, began, expiry) VALUES ($1, $2, $3, $4, $5)",
			hash, s.Owner, s.Data, micro(d.now()), micro(s.Expiry)); err != nil {
			return err
		}
		_, err := d.exec(ctx, tx, `DELETE FROM session WHERE hash IN (SELECT hash FROM session
			WHERE owner = $1 AND hash <> $2 ORDER BY began DESC, hash LIMIT 1000 OFFSET $3)`, s.Owner, hash, most-1)
		return err
	})
}

// Session implements [Sessions].
func (d *database) Session(ctx context.Context, hash string) (s Session, err error) {
	var expiry int64
	err = d.row(ctx, d.read, "SELECT owner, data, expiry FROM session WHERE hash = $1 AND expiry > $2", []any{hash, micro(d.now())}, &s.Owner, &s.Data, &expiry)
	s.Expiry = moment(expiry)
	return s, err
}

// KeepSession implements [Sessions].
func (d *database) KeepSession(ctx context.Context, hash string, data []byte, expiry time.Time) error {
	if len(data) > mostSession {
		return fmt.Errorf("cannot keep a session of %d bytes, the most is %d: %w", len(data), mostSession, ErrLimit)
	}
	return d.one(ctx, "UPDATE session SET data = $2, expiry = $3 WHERE hash = $1 AND expiry > $4", hash, data, micro(expiry), micro(d.now()))
}

// EndSession implements [Sessions].
func (d *database) EndSession(ctx context.Context, hash string) error {
	return d.end(ctx, "hash = $1", hash)
}

// EndSessions implements [Sessions].
func (d *database) EndSessions(ctx context.Context, owner string) error {
	return d.end(ctx, "owner = $1", owner)
}

func (d *database) end(ctx context.Context, which, value string) error {
	return d.change(ctx, func(tx *sql.Tx) error {
		_, err := d.exec(ctx, tx, "DELETE FROM session WHERE "+which, value)
		return err
	})
}

// Consent implements [Sessions].
func (d *database) Consent(ctx context.Context, owner, digest string) error {
	return d.change(ctx, func(tx *sql.Tx) error {
		_, err := d.exec(ctx, tx, "INSERT INTO consent (owner, digest, time) VALUES ($1, $2, $3) ON CONFLICT (owner, digest) DO UPDATE SET time = excluded.time", owner, digest, micro(d.now()))
		return err
	})
}

// Consented implements [Sessions].
func (d *database) Consented(ctx context.Context, owner, digest string) (bool, error) {
	var when int64
	err := d.row(ctx, d.read, "SELECT time FROM consent WHERE owner = $1 AND digest = $2", []any{owner, digest}, &when)
	if errors.Is(err, ErrAbsent) {
		return false, nil
	}
	return err == nil, err
}
