package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/alecthomas/kong"
	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/internal/pg"
	"hotline/migrations"
)

// migrateCmd brings the schema up to date. Copies of the version before go on working on it.
type migrateCmd struct {
	Database DatabaseConfig `embed:""`
}

// Run says how many migrations it ran.
func (c *migrateCmd) Run(ctx context.Context, k *kong.Context) error {
	pool, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	n, err := pg.Migrate(ctx, pool, migrations.FS)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(k.Stdout, "schema is current, %d migrations ran\n", n)
	return err
}

// openDatabase connects for a command that is not serve.
func openDatabase(ctx context.Context, c DatabaseConfig) (*pgxpool.Pool, error) {
	if err := errors.Join(c.Validate()...); err != nil {
		return nil, err
	}
	return pg.Open(ctx, c.URL, 0)
}
