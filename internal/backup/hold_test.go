package backup

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/casecore/casetest"
	"hotline/internal/pg"
	"hotline/internal/pgtest"
)

func TestWhatIsHeldRunsWhenItIsReleasedAndNotBefore(t *testing.T) {
	t.Parallel()
	db := pg.NewDB(pgtest.New(t))
	hold := NewHold(db)
	ran := make(chan string, 4)
	part := func(name string) func(context.Context) error {
		return func(context.Context) error { ran <- name; return nil }
	}
	require.NoError(t, hold.AfterTimers(part("fresh"))(t.Context()), "an ordinary database holds nothing")
	require.Equal(t, "fresh", <-ran)

	made := time.Now().UTC().Truncate(time.Second)
	_, err := db.Exec(t.Context(), `INSERT INTO restores (made_at, restored_at) VALUES ($1, now())`, made)
	require.NoError(t, err)
	state, err := hold.State(t.Context())
	require.NoError(t, err)
	require.Equal(t, State{Timers: true, Letters: true, MadeAt: made}, state)
	go func() { _ = hold.AfterTimers(part("timers"))(t.Context()) }()
	go func() { _ = hold.AfterLetters(part("letters"))(t.Context()) }()

	_, err = hold.Release(t.Context(), Release{Timers: true}, time.Now())
	require.NoError(t, err)
	require.Equal(t, "timers", <-ran)
	require.Empty(t, ran)
	_, err = hold.Release(t.Context(), Release{Timers: true, Letters: true}, time.Now())
	require.NoError(t, err)
	require.Equal(t, "letters", <-ran)
	_, err = hold.Release(t.Context(), Release{Letters: true, Drop: true}, time.Now())
	require.ErrorIs(t, err, ErrNotHeld)
}

// Calls go with the letters: a release that drops these has nobody called either.
func TestADroppedReleaseEndsWhatWasToBeCalledAbout(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	sos := c.Case(casetest.Topic)
	call := func(state string) {
		c.Exec(`INSERT INTO call_tasks (id, kind, case_id, state, next_at, created_at) VALUES (gen_random_uuid(), 'sample', $1, $2, now(), now())`,
			sos.ID.UUID(), state)
	}
	call("waiting")
	call("calling")
	call("done")
	c.Exec(`WITH call AS (INSERT INTO calls (id, pbx, channel_id, direction, purpose, grade, lang, step, step_no, state, started_at, ended_at)
			VALUES (gen_random_uuid(), 'pbx', '1.1', 'in', 'report', 'new', 'uk', 'ended', 3, '{}', now(), now()) RETURNING id)
		INSERT INTO desk_waits (call_id, pbx, lang, emergency, state, queued_at, place, report_id)
		SELECT id, 'pbx', 'uk', false, 'waiting', now(), 1, $1 FROM call`, sos.ReportID.UUID())
	c.Exec(`INSERT INTO restores (made_at, restored_at) VALUES (now(), now())`)
	hold := NewHold(c.DB)
	waiting, err := hold.Waiting(t.Context(), time.Now())
	require.NoError(t, err)
	require.EqualValues(t, 3, waiting.Calls)
	dropped, err := hold.Release(t.Context(), Release{Letters: true, Drop: true}, time.Now())
	require.NoError(t, err)
	require.Equal(t, Dropped{Letters: waiting.Letters, Calls: 3}, dropped)
	require.Zero(t, c.Number(`SELECT count(*) FROM call_tasks WHERE state IN ('waiting', 'calling')`))
	require.EqualValues(t, 2, c.Number(`SELECT count(*) FROM call_tasks WHERE state = 'needless' AND result = 'restored'`))
	require.EqualValues(t, 1, c.Number(`SELECT count(*) FROM call_tasks WHERE state = 'done'`))
	require.Zero(t, c.Number(`SELECT count(*) FROM desk_waits WHERE state <> 'over'`), "who asked to be called back is not")
}
