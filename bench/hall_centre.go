package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"hotline/casecore"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/casecore/staff"
	"hotline/internal/pg"
	"hotline/queuehall"
	halls "hotline/queuehall/profile"
)

const (
	hallCity     = "vinnytsia"
	hallBranch   = "centre"
	hallCounters = 200 // added to that branch, each with its operator and its pad
	hallSignIns  = 4   // at once: each is a hash to compute
)

// centre is a service centre with a large hall.
type centre struct {
	url      string
	db       *pg.DB
	close    func()
	binary   string // of the product
	profile  string // the file of its halls
	branch   uuid.UUID
	displays []string // their tokens
	pads     []string
	desks    []operator
}

// operator is one at a counter who has signed in.
type operator struct {
	counter uuid.UUID
	login   string
	cookie  string
}

func openHall(db *pg.DB) (*queuehall.Hall, error) {
	p, err := halls.Embedded(hallCity)
	if err != nil {
		return nil, err
	}
	return queuehall.New(db, pgstore.New(db), p, time.Now, casecore.Hooks{}), nil
}

// foundHall makes a database with the halls of the city, one of them enlarged, and those who work and stand in it. The product itself
// reads the profile and lets the operators in.
func foundHall(ctx context.Context, s *servers) (*centre, error) {
	url, err := s.newDatabase(ctx, "hall", true)
	if err != nil {
		return nil, err
	}
	pool, err := pg.Open(ctx, url, 0)
	if err != nil {
		return nil, err
	}
	c := &centre{url: url, db: pg.NewDB(pool), close: pool.Close, profile: filepath.Join(s.home, "halls.yaml")}
	if err := writeHalls(c.profile); err != nil {
		return nil, err
	}
	if c.binary, err = buildProduct(ctx, s); err != nil {
		return nil, err
	}
	p, err := c.start(ctx, s)
	if err != nil {
		return nil, err
	}
	defer p.stop()
	if err := c.enlarge(ctx); err != nil {
		return nil, fmt.Errorf("enlarge: %w", err)
	}
	return c, c.signIn(ctx, p.address)
}

// writeHalls writes the city's own profile with as many counters more in its centre as a large hall has.
func writeHalls(path string) error {
	p, err := halls.Embedded(hallCity)
	if err != nil {
		return err
	}
	source, err := os.ReadFile(filepath.Join("..", "queuehall", "profile", "profiles", hallCity+".yaml"))
	if err != nil {
		return err
	}
	directions := make([]string, len(p.Directions))
	for i := range p.Directions {
		directions[i] = p.Directions[i].Code
	}
	const counters = "    counters:\n"
	before, after, found := strings.Cut(string(source), counters)
	if !found {
		return errors.New("the profile has no counters")
	}
	var more strings.Builder
	for i := range hallCounters {
		fmt.Fprintf(&more, "      - {code: B%d, directions: [%s]}\n", i+1, strings.Join(directions, ", "))
	}
	return os.WriteFile(path, []byte(before+counters+more.String()+after), 0o600) //nolint:gosec // in the run's own directory
}

// start serves the hall as a city would: the halls and the core in one copy.
func (c *centre) start(ctx context.Context, s *servers) (*product, error) {
	return startProduct(ctx, s, c.binary, c.url, []string{"ROLES=core,hall", "HALLS=" + c.profile})
}

// enlarge adds operators and devices.
func (c *centre) enlarge(ctx context.Context) error {
	if err := c.db.QueryRow(ctx, `SELECT id FROM hall_branches WHERE code = $1`, hallBranch).Scan(&c.branch); err != nil {
		return err
	}
	hash, err := staff.NewHasher(staff.DefaultParams()).Hash(ctx, pushPassword)
	if err != nil {
		return err
	}
	rows, err := c.db.Query(ctx, `WITH people AS (
			INSERT INTO staff (id, login, name, password_hash) SELECT gen_random_uuid(), 'operator' || n, 'operator ' || n, $3 FROM generate_series(1, $2) n
			RETURNING id, login
		), roles AS (
			INSERT INTO staff_roles (staff_id, role) SELECT id, $4 FROM people
		), posts AS (
			INSERT INTO hall_operators (staff_id, branch_id, participant_id) SELECT id, $1, (SELECT min(id::text)::uuid FROM hall_participants) FROM people
		), seats AS (
			INSERT INTO hall_signons (id, counter_id, staff_id, began_at) SELECT gen_random_uuid(), c.id, p.id, now()
			FROM people p JOIN hall_counters c ON c.branch_id = $1 AND c.code = replace(p.login, 'operator', 'B') RETURNING counter_id, staff_id
		)
		SELECT s.counter_id, p.login FROM seats s JOIN people p ON p.id = s.staff_id`, c.branch, hallCounters, hash, string(regulation.RoleHallOperator))
	if err != nil {
		return err
	}
	defer rows.Close()
	var counters []uuid.UUID
	for rows.Next() {
		var d operator
		if err := rows.Scan(&d.counter, &d.login); err != nil {
			return err
		}
		c.desks, counters = append(c.desks, d), append(counters, d.counter)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if c.pads, err = c.addDevices(ctx, queuehall.Pad, counters); err != nil {
		return err
	}
	c.displays, err = c.addDevices(ctx, queuehall.Display, make([]uuid.UUID, hallScreensOpen))
	return err
}

// addDevices adds a paired device for each counter, uuid.Nil for none, and returns their tokens.
func (c *centre) addDevices(ctx context.Context, role queuehall.DeviceRole, counters []uuid.UUID) ([]string, error) {
	tokens, hashes := make([]string, len(counters)), make([][]byte, len(counters))
	for i := range counters {
		tokens[i] = rand.Text()
		sum := sha256.Sum256([]byte(tokens[i]))
		hashes[i] = sum[:]
	}
	_, err := c.db.Exec(ctx, `INSERT INTO hall_devices (id, branch_id, counter_id, role, name, token_hash, made_at, paired_at)
		SELECT gen_random_uuid(), $1, nullif(counter, $5), $2, 'bench', hash, now(), now() FROM unnest($3::uuid[], $4::bytea[]) d (counter, hash)`,
		c.branch, string(role), counters, hashes, uuid.Nil)
	return tokens, err
}

// signIn lets the operators in. Their sessions outlive the copy.
func (c *centre) signIn(ctx context.Context, address string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(hallSignIns)
	for i := range c.desks {
		g.Go(func() (err error) {
			c.desks[i].cookie, err = signIn(ctx, address, c.desks[i].login)
			return err
		})
	}
	return g.Wait()
}

// forget ends what a run has left: visits, tickets and what was known of the devices, which are to come as after a cut.
func (c *centre) forget(ctx context.Context) error {
	for _, sql := range []string{
		`UPDATE hall_visits SET step = 'served', ended_at = now() WHERE ended_at IS NULL`,
		`UPDATE hall_tickets SET state = 'served', over_at = now() WHERE state IN ('called', 'serving', 'parked')`,
		`UPDATE hall_devices SET conn = NULL, state = 'offline', lit_nonce = NULL`,
	} {
		if _, err := c.db.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// hellos is what devices with these tokens say first.
func hellos(tokens []string) []string {
	say := make([]string, len(tokens))
	for i, token := range tokens {
		say[i] = `{"v":1,"type":"hello","stream":"` + queuehall.Stream + `","epoch":"","offset":0,"credential":{"token":"` + token + `"}}`
	}
	return say
}
