package pg

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Migrate brings the schema up to what files say, one copy at a time: the others wait for its advisory lock. It returns
// how many migrations it ran.
func Migrate(ctx context.Context, pool *pgxpool.Pool, files fs.FS) (int, error) {
	provider, done, err := migrator(pool, files)
	if err != nil {
		return 0, err
	}
	defer done()
	results, err := provider.Up(ctx)
	if err != nil {
		return len(results), fmt.Errorf("pg: migrate: %w", err)
	}
	return len(results), nil
}

// CheckSchema refuses a database that lacks a migration: an old schema under a new program loses data quietly. A newer
// schema is fine, for an upgrade that is under way.
func CheckSchema(ctx context.Context, pool *pgxpool.Pool, files fs.FS) error {
	provider, done, err := migrator(pool, files)
	if err != nil {
		return err
	}
	defer done()
	pending, err := provider.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("pg: schema: %w", err)
	}
	if pending {
		return fmt.Errorf("pg: the database lacks migrations: run `hotline migrate`")
	}
	return nil
}

func migrator(pool *pgxpool.Pool, files fs.FS) (*goose.Provider, func(), error) {
	db := stdlib.OpenDBFromPool(pool)
	done := func() { _ = db.Close() }
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		done()
		return nil, nil, fmt.Errorf("pg: migrate: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
	if err != nil {
		done()
		return nil, nil, fmt.Errorf("pg: migrate: %w", err)
	}
	return provider, done, nil
}
