package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migration
var migrations embed.FS

// Version is that of the databases which this program makes: its newest migration.
func Version() (newest int64, err error) {
	files, err := fs.Glob(migrations, "migration/sqlite/*.sql")
	if err != nil {
		return 0, fmt.Errorf("cannot find the migrations: %w", err)
	}
	for _, file := range files {
		number, err := goose.NumericComponent(file)
		if err != nil {
			return 0, fmt.Errorf("cannot read a migration's number: %w", err)
		}
		newest = max(newest, number)
	}
	return newest, nil
}

// migrate brings a database to this program's version, one migration after
// another, each wholly or not at all. There is no way back.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, folder string, options ...goose.ProviderOption) error {
	files, err := fs.Sub(migrations, "migration/"+folder)
	if err != nil {
		return fmt.Errorf("cannot find the migrations: %w", err)
	}
	p, err := goose.NewProvider(dialect, db, files, append(options, goose.WithDisableGlobalRegistry(true))...)
	if err != nil {
		return fmt.Errorf("cannot read the migrations: %w", err)
	}
	is, knows, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("cannot read the store's version: %w", err)
	}
	if is > knows {
		return fmt.Errorf("cannot use the store: it is of version %d, and this program knows %d: use the newer program, or the backup made before", is, knows)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("cannot bring the store from version %d to %d: %w", is, knows, err)
	}
	return nil
}
