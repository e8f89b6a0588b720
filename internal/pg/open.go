package pg

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// MinVersion is the oldest PostgreSQL that is served.
const MinVersion = 150000

// usualConns is how many connections are opened at most where the address says nothing. Commits wait for the disk, not for
// the processor, and share its writes: as many as there are cores would leave it idle.
const usualConns = 16

// Open connects to url and refuses a database on which Ukrainian text would not work: a C ctype leaves lower('Ї')
// unchanged and gives Cyrillic words no trigrams.
func Open(ctx context.Context, url string, maxConns int32) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("pg: DATABASE_URL is not a PostgreSQL address") // the parser's message may quote the password
	}
	switch {
	case maxConns > 0:
		cfg.MaxConns = maxConns
	case !strings.Contains(url, "pool_max_conns"):
		cfg.MaxConns = max(cfg.MaxConns, usualConns)
	}
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	cfg.ConnConfig.RuntimeParams["application_name"] = "hotline"
	cfg.AfterConnect = registerUUID
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("pg: open: %w", err)
	}
	if err := check(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

func check(ctx context.Context, pool *pgxpool.Pool) error {
	var version int
	var folds bool
	err := pool.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, lower('Ї') = 'ї'`).Scan(&version, &folds)
	switch {
	case err != nil:
		return fmt.Errorf("pg: connect: %w", err)
	case version < MinVersion:
		return fmt.Errorf("pg: the server is %d, PostgreSQL 15 or newer is needed", version)
	case !folds:
		return errors.New("pg: the database has a C ctype, on which Cyrillic text does not work: " +
			"make it from template0 with ENCODING 'UTF8' LC_CTYPE 'C.UTF-8'")
	}
	return nil
}
