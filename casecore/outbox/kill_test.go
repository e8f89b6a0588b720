package outbox_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"hotline/casecore"
	"hotline/casecore/outbox"
	"hotline/internal/childtest"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
	"hotline/internal/redistest"
)

// killed is what a child is told: a relay and a deliverer, to be killed.
type killed struct {
	Database, Redis string
	Outside         string        // the file that stands for the mailboxes
	Ahead           time.Duration // of its clock, past the leases of those killed before
}

func TestMain(m *testing.M) { childtest.Main(m, child) }

func child(ctx context.Context, told killed) error {
	pool, err := pgxpool.New(ctx, told.Database)
	if err != nil {
		return err
	}
	outside, err := os.OpenFile(told.Outside, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	db, log := pg.NewDB(pool), slog.New(slog.DiscardHandler)
	now := func() time.Time { return time.Now().Add(told.Ahead) }
	relay := outbox.NewRelay(db, redis.NewClient(&redis.Options{Addr: told.Redis}),
		outbox.Config{Holder: fmt.Sprint(os.Getpid()), Now: now, Log: log})
	deliverer := outbox.NewDeliverer(db, outbox.DeliverConfig{
		Senders: map[string]outbox.Sender{"email": mailboxes{outside}}, Resolver: outbox.NewDirectory(db, time.UTC),
		Now: now, Log: log, Batch: 10, Parallel: killedParallel,
	})
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return relay.Run(ctx) })
	group.Go(func() error { return deliverer.Run(ctx) })
	return group.Wait()
}

// mailboxes keep a line for each letter that they took, whatever becomes of its sender.
type mailboxes struct{ file *os.File }

func (m mailboxes) Send(_ context.Context, o outbox.Outgoing) (outbox.Result, error) {
	_, err := fmt.Fprintln(m.file, o.Delivery.Parent)
	return outbox.Result{ExternalID: o.Delivery.ID.String()}, err
}

const (
	killedRows     = 400
	killedTimes    = 3
	killedParallel = 4
)

// Killed with signal 9 while it relays and sends, the process loses nothing and doubles nothing inside: the feed has no hole
// and no repeat, and of the letters only those in flight at a kill may come twice.
func TestAKilledRelayAndDelivererLoseNothing(t *testing.T) {
	t.Parallel()
	url, client := pgtest.URL(t), redistest.New(t)
	pool, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	outside := filepath.Join(t.TempDir(), "outside")
	require.NoError(t, os.WriteFile(outside, nil, 0o600))
	spawn := func(n int) *childtest.Process {
		return childtest.Start(t, killed{
			Database: url, Redis: client.Options().Addr, Outside: outside, Ahead: time.Duration(n) * 2 * time.Minute,
		})
	}

	org, people := casecore.NewID[casecore.OrgID](), 10
	_, err = pool.Exec(t.Context(), `INSERT INTO orgs (id, code, kind) VALUES ($1, 'utility', 'enterprise')`, org.UUID())
	require.NoError(t, err)
	for i := range people { // ten orgs' worth of mailboxes, so that several letters are in flight
		_, err = pool.Exec(t.Context(), `INSERT INTO contact_points (id, org_id, channel, address) VALUES ($1, $2, 'email', $3)`,
			uuid.New(), org.UUID(), fmt.Sprintf("%d@x", i))
		require.NoError(t, err)
	}
	var letters []string
	write := func(from, to int) {
		commitMany(t, pool, from, to)
		for range (to - from + 1) / people {
			id := casecore.NewID[casecore.DeliveryID]()
			letters = append(letters, id.String())
			_, err := pool.Exec(t.Context(), `INSERT INTO deliveries (id, subject_type, subject_id, recipient, recipient_id, template,
				args, next_at, created_at) VALUES ($1, 'case', $2, 'org', $3, 'executor.case', '{}', now(), now())`,
				id.UUID(), uuid.New(), org.UUID())
			require.NoError(t, err)
		}
	}
	for kill := range killedTimes {
		child := spawn(kill)
		write(kill*killedRows+1, (kill+1)*killedRows)
		want := kill*killedRows + killedRows/3
		require.Eventually(t, func() bool { return len(sent(t, outside)) >= want && last(client) >= int64(want) }, soon, time.Millisecond)
		child.Kill()
	}
	spawn(killedTimes)
	const all = killedTimes * killedRows
	require.Equal(t, upTo(all), numbers(t, arrived(t, client, all)))
	require.Eventually(t, func() bool {
		var open int
		require.NoError(t, pool.QueryRow(t.Context(), `SELECT count(*) FROM deliveries WHERE state = 'queued'`).Scan(&open))
		return open == 0
	}, soon, often)
	came := make(map[string]int)
	for _, letter := range sent(t, outside) {
		came[letter]++
	}
	total := 0
	for _, letter := range letters {
		require.GreaterOrEqual(t, came[letter], people, "a letter was lost")
		total += came[letter]
	}
	require.LessOrEqual(t, total-all, killedTimes*killedParallel, "more came twice than were in flight")
	var doubled int
	require.NoError(t, pool.QueryRow(t.Context(), `SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE parent_id IS NOT NULL
		GROUP BY parent_id, address HAVING count(*) > 1) x`).Scan(&doubled))
	require.Zero(t, doubled)
}

func sent(t *testing.T, outside string) []string {
	t.Helper()
	file, err := os.Open(outside)
	require.NoError(t, err)
	defer file.Close()
	var lines []string
	for scan := bufio.NewScanner(file); scan.Scan(); {
		lines = append(lines, scan.Text())
	}
	return lines
}
