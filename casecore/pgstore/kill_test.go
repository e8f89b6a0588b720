package pgstore_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/casetest"
	"hotline/casecore/pgstore"
	"hotline/casecore/regulation"
	"hotline/internal/childtest"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

const (
	killedLines   = 4  // agents at work at once
	killedReports = 40 // each brings to a case
)

// killed is what a child is told: the database to work on.
type killed struct{ Database string }

func TestMain(m *testing.M) { childtest.Main(m, workUntilKilled) }

// workUntilKilled brings every report to an accepted case, each step under its own key, as if an edge tried all again.
func workUntilKilled(ctx context.Context, told killed) error {
	pool, err := pgxpool.New(ctx, told.Database)
	if err != nil {
		return err
	}
	defer pool.Close()
	library, err := regulation.Embedded()
	if err != nil {
		return err
	}
	db := pg.NewDB(pool)
	catalogue, err := pgstore.NewCatalogue(ctx, db, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	service := casecore.NewService(pgstore.New(db), casecore.City{Library: library, Name: "mariupol"}, catalogue,
		casetest.Start, casecore.Hooks{}, slog.New(slog.DiscardHandler))
	rows, err := pool.Query(ctx, `SELECT staff_id FROM staff_roles WHERE role = 'agent' ORDER BY staff_id`)
	if err != nil {
		return err
	}
	var agents []casecore.Actor
	for rows.Next() {
		var id [16]byte
		if err := rows.Scan(&id); err != nil {
			return err
		}
		agents = append(agents, casecore.Actor{Staff: casecore.StaffID(id), Grants: []casecore.Grant{{Role: regulation.RoleAgent}}})
	}
	results := make(chan error, len(agents))
	for line, agent := range agents {
		go func() {
			for i := range killedReports {
				if err := bringToCase(ctx, service, agent, fmt.Sprintf("%d.%d", line, i)); err != nil {
					results <- err
					return
				}
			}
			results <- nil
		}()
	}
	for range agents {
		if err := <-results; err != nil {
			return err
		}
	}
	return nil
}

func bringToCase(ctx context.Context, s *casecore.Service, agent casecore.Actor, key string) error {
	command := func(step string, a casecore.Actor) casecore.Command {
		return casecore.Command{Scope: "killed", Key: key + step, Actor: a}
	}
	r, err := s.Receive(ctx, casecore.ReceiveReport{
		Command: command("receive", casecore.Citizen), Source: casecore.FromTelegram, Applicant: casetest.Citizen(), Text: "Слова " + key,
	})
	if err != nil {
		return err
	}
	if _, err = s.Claim(ctx, casecore.ClaimReport{Command: command("claim", agent), Report: r.ID}); err != nil {
		return err
	}
	out, err := s.Word(ctx, casecore.WordReport{
		Command: command("word", agent), Report: r.ID, Text: "Формулювання " + key, Topic: casetest.Topic, District: "central",
		Via: casecore.AskBot,
	})
	if err != nil {
		return err
	}
	_, err = s.Agree(ctx, casecore.AgreeWording{Command: command("agree", casecore.Citizen), Wording: out.Wording.ID, How: casecore.AskBot})
	return err
}

// Kill the process at any moment: no report, case, number, term or letter is lost or doubled. MR-4.4, MR-4.8.
func TestKilledProcessLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	url := pgtest.URL(t)
	pool, err := pgxpool.New(ctx, url)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	w := casetest.On(t, pool, "mariupol", casecore.Hooks{})
	for range killedLines {
		w.Agent()
	}
	count := func(sql string) (n int) {
		require.NoError(t, pool.QueryRow(ctx, sql).Scan(&n))
		return n
	}
	const all = killedLines * killedReports
	for kill := 1; kill <= 3; kill++ {
		child := childtest.Start(t, killed{Database: url})
		require.Eventually(t, func() bool { return count(`SELECT count(*) FROM reports`) >= all*kill/4 }, 30*time.Second, time.Millisecond)
		child.Kill()
	}
	childtest.Start(t, killed{Database: url}).Ended()

	require.Equal(t, all, count(`SELECT count(*) FROM reports`))
	require.Equal(t, all, count(`SELECT count(DISTINCT text) FROM case_texts`))
	require.Equal(t, all, count(`SELECT count(DISTINCT (year, seq)) FROM cases`))
	require.Equal(t, all*3, count(`SELECT count(*) FROM deadlines WHERE subject_type = 'case' AND stopped_at IS NULL`))
	for _, template := range []string{"citizen.received", "citizen.wording", "citizen.registered", "executor.case"} {
		require.Equal(t, all, count(`SELECT count(*) FROM deliveries WHERE template = '`+template+`'`), template)
	}
	require.Equal(t, 0, count(`SELECT count(*) FROM cases c WHERE version <> (SELECT max(version) FROM outbox o WHERE o.subject_id = c.id)`))
	require.Equal(t, 0, count(`SELECT count(*) FROM reports r WHERE event_seq <> (SELECT max(seq) FROM events e WHERE e.subject_id = r.id)`))
}
