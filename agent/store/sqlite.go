package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

const readers = 4 // connections that read an SQLite file

// openSQLite opens a file for this process alone. One connection writes, so
// that none is ever refused because of another, and some read beside it.
func (d *database) openSQLite(ctx context.Context, path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) // SQLite would let all read it
	if err != nil {
		return fmt.Errorf("cannot open the store: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("cannot open the store: %w", err)
	}
	if err := d.alone(ctx, path); err != nil {
		return err
	}
	// A commit is on the disk, not only with the kernel; deleted evidence is overwritten.
	if d.write, err = d.sqlite(path, "_txlock=immediate&_pragma=auto_vacuum(incremental)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(1)"+pragmas, 1); err != nil {
		return err
	}
	if d.read, err = d.sqlite(path, "_pragma=query_only(1)"+pragmas, readers); err != nil {
		return err
	}
	return d.begun(ctx)
}

const pragmas = "&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)"

// openMemory opens a database that is the one connection's, which reads too.
func (d *database) openMemory(ctx context.Context) (err error) {
	if d.write, err = d.sqlite(Memory, "_txlock=immediate"+pragmas, 1); err != nil {
		return err
	}
	d.read = d.write
	return d.begun(ctx)
}

// begun says how SQLite is spoken to, and makes the tables.
func (d *database) begun(ctx context.Context) error {
	d.flavour = flavour{
		mark:   "?",
		clock:  "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
		has:    "t.serial IN (SELECT rowid FROM words WHERE words MATCH $)",
		wanted: func(words []string) string { return `"` + strings.Join(words, `"* "`) + `"*` },
		index: func(ctx context.Context, tx *sql.Tx, serial int64, words []string) error {
			_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO words (rowid, text) VALUES (?, ?)", serial, strings.Join(words, " "))
			return err
		},
		shrink: func(ctx context.Context) error {
			_, err := d.write.ExecContext(ctx, "PRAGMA incremental_vacuum")
			return err
		},
	}
	if err := migrate(ctx, d.write, goose.DialectSQLite3, "sqlite"); err != nil {
		return err
	}
	// Nobody else is here, so whoever was is gone.
	_, err := d.write.ExecContext(ctx, "DELETE FROM replica")
	return err
}

// alone makes sure that no other process has the file, by a lock on a second
// one that the kernel takes away when this process ends in whatever way.
func (d *database) alone(ctx context.Context, path string) error {
	lock, err := d.sqlite(path+".lock", "_txlock=exclusive", 1)
	if err != nil {
		return err
	}
	tx, err := lock.BeginTx(context.WithoutCancel(ctx), nil) // held until the store is closed
	if err != nil {
		return fmt.Errorf("cannot open the store %s, another process may have it: %w", path, err)
	}
	d.closers = append(d.closers, func() { _ = tx.Rollback() })
	return nil
}

func (d *database) sqlite(path, options string, most int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+options)
	if err != nil {
		return nil, fmt.Errorf("cannot open the store: %w", err)
	}
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	d.closers = append(d.closers, func() { _ = db.Close() })
	return db, nil
}
