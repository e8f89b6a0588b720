package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/google/uuid"

	"hotline/casecore"
	"hotline/casecore/pgstore"
	"hotline/internal/pg"
	"hotline/queuehall"
	halls "hotline/queuehall/profile"
)

const (
	hallCity     = "vinnytsia"
	hallBranch   = "centre"
	hallCounters = 200 // of that branch, each with its operator and its pad
)

// centre is a service centre with a large hall.
type centre struct {
	url      string
	db       *pg.DB
	close    func()
	epoch    string
	branch   uuid.UUID
	audience []string // its displays
	tokens   []string // of theirs
}

func openHall(db *pg.DB) (*queuehall.Hall, error) {
	p, err := halls.Embedded(hallCity)
	if err != nil {
		return nil, err
	}
	return queuehall.New(db, pgstore.New(db), p, time.Now, casecore.Hooks{}), nil
}

// foundHall makes a database with the halls of the city, one of them enlarged, and its devices.
func foundHall(ctx context.Context, s *servers) (*centre, error) {
	url, err := s.newDatabase(ctx, "hall", true)
	if err != nil {
		return nil, err
	}
	pool, err := pg.Open(ctx, url, 0)
	if err != nil {
		return nil, err
	}
	p, err := halls.Embedded(hallCity)
	if err != nil {
		return nil, err
	}
	c := &centre{url: url, db: pg.NewDB(pool), close: pool.Close}
	if err := queuehall.Import(ctx, c.db, p); err != nil {
		return nil, err
	}
	if err := c.enlarge(ctx); err != nil {
		return nil, fmt.Errorf("enlarge: %w", err)
	}
	return c, c.db.QueryRow(ctx, `SELECT epoch::text FROM streams WHERE name = $1`, queuehall.Stream).Scan(&c.epoch)
}

// enlarge adds counters and devices.
func (c *centre) enlarge(ctx context.Context) error {
	if err := c.db.QueryRow(ctx, `SELECT id FROM hall_branches WHERE code = $1`, hallBranch).Scan(&c.branch); err != nil {
		return err
	}
	c.audience = []string{"hall:" + c.branch.String() + ":display"}
	hashes := make([][]byte, hallScreensOpen)
	for i := range hashes {
		token := rand.Text()
		sum := sha256.Sum256([]byte(token))
		c.tokens, hashes[i] = append(c.tokens, token), sum[:]
	}
	if _, err := c.db.Exec(ctx, `INSERT INTO hall_counters (id, branch_id, code, directions, rule)
		SELECT gen_random_uuid(), $1, 'B' || n, (SELECT array_agg(id) FROM hall_directions WHERE branch_id = $1), 'oldest'
		FROM generate_series(1, $2) n`, c.branch, hallCounters); err != nil {
		return err
	}
	// Each counter has its operator and its pad.
	if _, err := c.db.Exec(ctx, `WITH people AS (
			INSERT INTO staff (id, login, name, password_hash) SELECT gen_random_uuid(), 'operator' || n, 'operator ' || n, '-' FROM generate_series(1, $2) n
			RETURNING id, login
		), pads AS (
			INSERT INTO hall_devices (id, branch_id, counter_id, role, name, made_at, paired_at)
			SELECT gen_random_uuid(), $1, id, 'pad', code, now(), now() FROM hall_counters WHERE branch_id = $1 AND code LIKE 'B%'
		)
		INSERT INTO hall_signons (id, counter_id, staff_id, began_at) SELECT gen_random_uuid(), c.id, p.id, now()
		FROM people p JOIN hall_counters c ON c.branch_id = $1 AND c.code = replace(p.login, 'operator', 'B')`, c.branch, hallCounters); err != nil {
		return err
	}
	_, err := c.db.Exec(ctx, `INSERT INTO hall_devices (id, branch_id, role, name, token_hash, made_at, paired_at)
		SELECT gen_random_uuid(), $1, 'display', 'bench', hash, now(), now() FROM unnest($2::bytea[]) hash`, c.branch, hashes)
	return err
}
