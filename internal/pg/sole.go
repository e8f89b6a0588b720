package pg

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrNotSole is returned when another process holds what only one may.
var ErrNotSole = errors.New("pg: another process holds it")

// Sole is the right of one process among all that use a database, held by an advisory lock on a connection of its own.
type Sole struct {
	pool *pgxpool.Pool
	conn *pgxpool.Conn
	key  string
}

// soleEvery is how often a Sole makes sure that it still holds.
const soleEvery = 2 * time.Second

// TakeSole takes the right called key, or fails with ErrNotSole.
func TakeSole(ctx context.Context, pool *pgxpool.Pool, key string) (*Sole, error) {
	s := &Sole{pool: pool, key: key}
	return s, s.take(ctx)
}

func (s *Sole) take(ctx context.Context) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("pg: %s: %w", s.key, err)
	}
	var held bool
	err = conn.QueryRow(ctx, `SELECT pg_try_advisory_lock(hashtextextended($1, 0))`, s.key).Scan(&held)
	if err == nil && !held {
		err = ErrNotSole
	}
	if err != nil {
		conn.Release()
		return fmt.Errorf("pg: %s: %w", s.key, err)
	}
	s.conn = conn
	return nil
}

// Run holds the right until ctx ends. After PostgreSQL was away it takes it again; when another process was faster it
// fails with ErrNotSole, and its caller has to stop.
func (s *Sole) Run(ctx context.Context) error {
	tick := time.NewTicker(soleEvery)
	defer tick.Stop()
	defer func() { s.drop() }()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if s.conn != nil && s.conn.Ping(ctx) == nil {
			continue
		}
		s.drop()
		if err := s.take(ctx); errors.Is(err, ErrNotSole) {
			return err
		}
	}
}

// drop lets go of the lock, by unlocking when the server answers and by closing the connection in any case.
func (s *Sole) drop() {
	if s.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, _ = s.conn.Exec(ctx, `SELECT pg_advisory_unlock(hashtextextended($1, 0))`, s.key)
	_ = s.conn.Conn().Close(ctx)
	s.conn.Release()
	s.conn = nil
}
