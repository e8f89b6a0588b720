package calls_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/casetest"
)

type exchange struct {
	*casetest.World
	book  *calls.Book
	shelf *calls.Shelf
}

func newExchange(t *testing.T) *exchange {
	t.Helper()
	w := casetest.New(t, "mariupol")
	return &exchange{w, calls.NewBook(w.DB), calls.NewShelf(w.DB, w.Clock.Now)}
}

// rings is a call that has come.
func (e *exchange) rings() calls.Call {
	e.T.Helper()
	c := calls.Call{
		ID: casecore.NewID[calls.CallID](), PBX: "pbx", Channel: uuid.NewString(), Direction: calls.In, Purpose: calls.ToReport,
		Grade: calls.New, Lang: "uk", Step: "talk", State: json.RawMessage(`{}`), Started: e.Clock.Now(),
	}
	require.NoError(e.T, e.book.Begin(context.Background(), c))
	return c
}

// A caller leaves a message while the agent types another report of the same call in.
func TestReportsThatACallGivesAtOnceAreAllKept(t *testing.T) {
	t.Parallel()
	const each = 6
	e := newExchange(t)
	call := e.rings()
	var work sync.WaitGroup
	for range each {
		typed, left := e.Report().ID, e.Report().ID
		work.Go(func() {
			if err := e.shelf.Give(t.Context(), call.ID, typed); err != nil {
				t.Error(err)
			}
		})
		work.Go(func() {
			err := e.DB.InTx(t.Context(), func(ctx context.Context) error {
				n, err := e.book.NextOrdinal(ctx, call.ID)
				if err != nil {
					return err
				}
				return e.book.Gave(ctx, call.ID, n, left)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	require.EqualValues(t, 2*each, e.Number(`SELECT count(*) FROM call_reports`))
	require.EqualValues(t, 2*each, e.Number(`SELECT max(ordinal) FROM call_reports`))

	l, err := e.shelf.Open(t.Context(), call.ID)
	require.NoError(t, err)
	require.NoError(t, e.shelf.Give(t.Context(), call.ID, l.Reports[0].Report))
	require.EqualValues(t, 2*each, e.Number(`SELECT count(*) FROM call_reports`), "a repeat gives nothing more")
}

func TestACallThatIsNotKnownGivesNothing(t *testing.T) {
	t.Parallel()
	e := newExchange(t)
	err := e.shelf.Give(t.Context(), casecore.NewID[calls.CallID](), e.Report().ID)
	require.Equal(t, casecore.NotFound, casecore.CodeOf(err))
	err = e.DB.InTx(t.Context(), func(ctx context.Context) error {
		_, err := e.book.NextOrdinal(ctx, casecore.NewID[calls.CallID]())
		return err
	})
	require.Equal(t, casecore.NotFound, casecore.CodeOf(err))
	require.Zero(t, e.Number(`SELECT count(*) FROM call_reports`))
}

// MR-4.4
func TestAnAgreementStandsWhereItIsHeardInTheRecording(t *testing.T) {
	t.Parallel()
	e := newExchange(t)
	call, agent := e.rings(), e.Agent()
	e.Exec(`INSERT INTO desk_seats (staff_id, state, since, call_id, freed_at, heard_at) VALUES ($1, 'talking', now(), $2, now(), now())`,
		agent.Staff.UUID(), call.ID.UUID())
	require.NoError(t, e.book.AddRecording(t.Context(), calls.Recorded{
		ID: uuid.Must(uuid.NewV7()), Call: call.ID, PBX: "pbx", Name: "talk-1", Kind: calls.Talk, State: calls.Recording, Started: e.Clock.Now(),
	}))
	pause := func() { require.NoError(t, e.book.PauseRecording(t.Context(), "pbx", "talk-1", e.Clock.Now())) }
	resume := func() { require.NoError(t, e.book.ResumeRecording(t.Context(), "pbx", "talk-1", e.Clock.Now())) }
	wording := func() casecore.WordingID { return e.Worded(agent, casetest.Topic).Wording.ID }
	heard := func(id casecore.WordingID) (n int64) {
		return e.Number(`SELECT millis FROM call_answers WHERE wording_id = $1`, id.UUID())
	}
	e.Clock.Advance(10 * time.Second)
	pause()
	e.Clock.Advance(30 * time.Second) // the applicant dictates their address
	resume()
	e.Clock.Advance(5 * time.Second)
	aloud, pressed := wording(), wording()
	require.NoError(t, e.shelf.Mark(t.Context(), aloud, agent.Staff))
	require.NoError(t, e.book.Answered(t.Context(), pressed, call.ID, "talk-1", "1", e.Clock.Now()))
	require.EqualValues(t, 15_000, heard(aloud), "said aloud")
	require.EqualValues(t, 15_000, heard(pressed), "by a key")

	pause()
	e.Clock.Advance(20 * time.Second)
	aloud, pressed = wording(), wording()
	require.NoError(t, e.shelf.Mark(t.Context(), aloud, agent.Staff))
	require.NoError(t, e.book.Answered(t.Context(), pressed, call.ID, "talk-1", "1", e.Clock.Now()))
	require.EqualValues(t, 15_000, heard(aloud), "where the pause that lasts began")
	require.EqualValues(t, 15_000, heard(pressed))
}
