package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

const attempts = 5

// database is a store over SQL. The statements are the same for both databases;
// what differs is in flavour.
type database struct {
	flavour
	write, read *sql.DB
	limits      Limits
	log         *slog.Logger
	now         func() time.Time
	lease       time.Duration
	glance      time.Duration
	replica     string // the name of this process
	followers   followers
	stop        func()   // ends what runs in the background, nil before that
	closers     []func() // what release calls, the last first
}

// flavour is what one database does otherwise than the other.
type flavour struct {
	mark  string // of parameters: $ or ?
	clock string // the database's own time in microseconds
	has   string // a condition: turn t has all words of the parameter $
	// wanted gives this parameter.
	wanted func(words []string) string
	// index keeps the words of a turn.
	index func(ctx context.Context, tx *sql.Tx, serial int64, words []string) error
	// tell wakes followers in other replicas, nil if there are none.
	tell func(ctx context.Context, tx *sql.Tx, topic string) error
	// listen wakes our followers when other replicas tell, until the context ends.
	listen func(ctx context.Context)
	// again reports whether a change was undone because of another one, nil if
	// none ever is.
	again func(error) bool
	// shrink gives free space back, nil if the database does so by itself.
	shrink func(ctx context.Context) error
}

// sql turns parameters into those of the database. No statement has a dollar
// for anything else.
func (d *database) sql(statement string) string { return strings.ReplaceAll(statement, "$", d.mark) }

// change does something wholly or not at all. When it returns nil, the change
// has been written. It is done again where the database undid it for the sake of
// another.
func (d *database) change(ctx context.Context, do func(*sql.Tx) error) (err error) {
	for range attempts {
		if err = d.attempt(ctx, do); err == nil || d.again == nil || !d.again(err) {
			return err
		}
	}
	return err
}

func (d *database) attempt(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("cannot reach the store: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing after a commit
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("cannot write to the store: %w", err)
	}
	return nil
}

// texts makes of parameters what every database takes as text: what others ask
// for may be any bytes, and is there or not.
func texts(args []any) []any {
	for i, a := range args {
		if text, is := a.(string); is {
			args[i] = clean(text)
		}
	}
	return args
}

func (d *database) exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) (int64, error) {
	result, err := tx.ExecContext(ctx, d.sql(statement), texts(args)...)
	if err != nil {
		return 0, fmt.Errorf("cannot write to the store: %w", err)
	}
	return result.RowsAffected()
}

// querier is a transaction or the pool of readers.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// rows calls a function with the scanner of each row.
func (d *database) rows(ctx context.Context, q querier, statement string, args []any, each func(scan func(...any) error) error) error {
	rows, err := q.QueryContext(ctx, d.sql(statement), texts(args)...)
	if err != nil {
		return fmt.Errorf("cannot read from the store: %w", err)
	}
	defer func() { _ = rows.Close() }() // rows.Err has told
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("cannot read from the store: %w", err)
	}
	return nil
}

// row scans the one row that there is; without one it is [ErrAbsent].
func (d *database) row(ctx context.Context, q querier, statement string, args []any, into ...any) error {
	found := false
	err := d.rows(ctx, q, statement, args, func(scan func(...any) error) error {
		found = true
		return scan(into...)
	})
	if err == nil && !found {
		return ErrAbsent
	}
	return err
}

// Ready implements [Store].
func (d *database) Ready(ctx context.Context) error {
	return errors.Join(d.write.PingContext(ctx), d.read.PingContext(ctx))
}

// release closes what was opened.
func (d *database) release() {
	if d.stop != nil {
		d.stop()
	}
	for len(d.closers) > 0 {
		last := len(d.closers) - 1
		d.closers[last]()
		d.closers = d.closers[:last]
	}
}

func micro(t time.Time) int64 { return t.UnixMicro() }

func moment(micro int64) time.Time {
	if micro == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micro).UTC()
}
