package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

const (
	connections = 10 // of one replica
	channel     = "netwhy_turn"
	relisten    = time.Second // the pause after a lost connection
)

// openPostgres opens a database that other replicas may use too.
func (d *database) openPostgres(ctx context.Context, address string) error {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		// The error may quote a password.
		return errors.New("cannot read the address of the store: want postgres://user@host/database, with special characters escaped")
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	d.write, d.read = db, db
	d.closers = append(d.closers, func() { _ = db.Close() })
	d.flavour = flavour{
		mark:   "$",
		clock:  "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
		has:    "t.words @@ $::tsquery",
		wanted: func(words []string) string { return "'" + strings.Join(words, "':* & '") + "':*" },
		index: func(ctx context.Context, tx *sql.Tx, serial int64, words []string) error {
			_, err := tx.ExecContext(ctx, "UPDATE turn SET words = array_to_tsvector($2::text[]) WHERE serial = $1", serial, words)
			return err
		},
		tell: func(ctx context.Context, tx *sql.Tx, topic string) error {
			_, err := tx.ExecContext(ctx, "SELECT pg_notify($1, $2)", channel, topic)
			return err
		},
		again: func(err error) bool {
			var p *pgconn.PgError
			return errors.As(err, &p) && (p.Code == "40P01" || p.Code == "40001") // a deadlock, or two that cannot go side by side
		},
		listen: func(ctx context.Context) { d.listenPostgres(ctx, config) },
	}
	// Replicas that start together migrate one after another.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return fmt.Errorf("cannot lock the store: %w", err)
	}
	return migrate(ctx, db, goose.DialectPostgres, "postgres", goose.WithSessionLocker(locker))
}

// listenPostgres wakes followers of what other replicas write. After a lost
// connection all wake, since nobody knows what was told meanwhile.
func (d *database) listenPostgres(ctx context.Context, config *pgx.ConnConfig) {
	for ctx.Err() == nil {
		if err := d.hear(ctx, config); err != nil && ctx.Err() == nil {
			d.log.Warn("the store cannot listen to other replicas", "error", err)
		}
		select {
		case <-time.After(relisten):
		case <-ctx.Done():
		}
	}
}

func (d *database) hear(ctx context.Context, config *pgx.ConnConfig) error {
	c, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	if _, err := c.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	d.followers.wakeAll()
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		d.followers.wake(n.Payload)
	}
}
