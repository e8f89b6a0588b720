package privacy_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"hotline/casecore"
	"hotline/casecore/calls"
	"hotline/casecore/privacy"
	"hotline/internal/pg"
)

// call is one that is over, from or to the person's telephone, with what the bridge kept of it.
func (b *bureau) call(direction, purpose string) calls.Call {
	b.t.Helper()
	now := b.Clock.Now()
	call := calls.Call{
		ID: casecore.NewID[calls.CallID](), PBX: "pbx", Channel: uuid.NewString(), Direction: direction, Purpose: purpose,
		Caller: "+380501112233", Grade: calls.New, Lang: "uk", Step: "ended", State: json.RawMessage(`{"left": 1}`), Started: now, Ended: now,
	}
	if direction == calls.Out {
		call.State = json.RawMessage(`{"left": 1, "out": {"far": {"endpoint": "PJSIP/+380501112233@trunk"}}}`)
	}
	require.NoError(b.t, calls.NewBook(b.DB).Begin(b.t.Context(), call))
	return call
}

// recorded is a call's talk.
func (b *bureau) recorded(call calls.Call) {
	b.t.Helper()
	ctx, book := b.t.Context(), calls.NewBook(b.DB)
	file, err := b.blobs.Save(ctx, "talk.wav", "audio/wav", strings.NewReader("RIFF\x24\x00\x00\x00WAVEfmt 0"), "system", "talk")
	require.NoError(b.t, err)
	require.NoError(b.t, book.KeepFile(ctx, call.ID, file.ID))
}

// talked is a call that was recorded and gave the case's report.
func (b *bureau) talked(c casecore.Case) {
	b.t.Helper()
	call := b.call(calls.In, calls.ToReport)
	b.recorded(call)
	require.NoError(b.t, calls.NewBook(b.DB).Gave(b.t.Context(), call.ID, 1, c.ReportID))
}

// rung is whatever else calls keep of the case's applicant: they were called back, told an agent their neighbour's number, were asked
// whether it is settled, left a message while nobody was there, and once hung up.
func (b *bureau) rung(c casecore.Case) {
	b.t.Helper()
	back := b.call(calls.Out, calls.ToCallBack)
	b.recorded(back)
	b.Exec(`WITH task AS (INSERT INTO call_tasks (id, kind, case_id, state, next_at, created_at)
			VALUES (gen_random_uuid(), 'callback', $1, 'done', now(), now()) RETURNING id)
		INSERT INTO call_attempts (task_id, no, call_id, at) SELECT id, 1, $2, now() FROM task`, c.ID.UUID(), back.ID.UUID())
	b.Exec(`INSERT INTO call_orders (id, call_id, staff_id, kind, args, ordered_at, done_at)
		VALUES (gen_random_uuid(), $1, $2, 'conference', '{"phone": "+380501112233"}', now(), now())`, back.ID.UUID(), b.clerk.Staff.UUID())
	b.Exec(`WITH sample AS (INSERT INTO samples (id, since, until, population, seed, by_machine, drawn_by, drawn_at)
			VALUES (gen_random_uuid(), date '2026-03-01', now(), 1, 1, false, $2, now()) RETURNING id)
		INSERT INTO sample_cases (sample_id, ordinal, case_id, result, note) SELECT id, 1, $1, 'badly', 'Коваль незадоволена' FROM sample`,
		c.ID.UUID(), b.clerk.Staff.UUID())
	left := b.call(calls.In, calls.ToLeave)
	require.NoError(b.t, calls.NewBook(b.DB).Gave(b.t.Context(), left.ID, 1, c.ReportID))
	b.Exec(`INSERT INTO call_recordings (id, call_id, pbx, name, kind, state, started_at)
		VALUES (gen_random_uuid(), $1, 'pbx', 'fallback.1772438400.1.1.1555.380501112233', 'fallback', 'kept', now())`, left.ID.UUID())
	b.call(calls.In, calls.ToReport)
}

func TestATalkIsKeptForItsTimeUnlessAHoldKeepsItLonger(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	c := b.lived(true)
	b.talked(c)
	require.NoError(t, b.office.Hold(t.Context(), c.Number, "ухвала суду", b.clerk))
	b.Clock.Advance(200 * 24 * time.Hour)
	removed, err := b.office.Retain(t.Context())
	require.NoError(t, err)
	require.Zero(t, removed["recordings"])
	require.NoError(t, b.office.Release(t.Context(), c.Number, "справу в суді закрито", b.clerk))
	removed, err = b.office.Retain(t.Context())
	require.NoError(t, err)
	require.Equal(t, int64(1), removed["recordings"])
}

// A hold on a case keeps the calls about it, too.
func TestWhatCallsKeepOfAPersonGoesInItsTimeUnlessAHoldKeepsItLonger(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	c := b.lived(true)
	b.rung(c)
	kept := func() int64 {
		return b.Number(`SELECT count(*) FROM calls WHERE caller <> '' OR state ? 'out'`) +
			b.Number(`SELECT count(*) FROM call_orders WHERE args <> '{}'`) +
			b.Number(`SELECT count(*) FROM call_recordings WHERE name LIKE 'fallback%'`)
	}
	require.EqualValues(t, 5, kept())
	require.NoError(t, b.office.Hold(t.Context(), c.Number, "ухвала суду", b.clerk))
	b.Clock.Advance(200 * 24 * time.Hour)
	_, err := b.office.Retain(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 4, kept(), "but the one that came to nothing")
	require.NoError(t, b.office.Release(t.Context(), c.Number, "справу в суді закрито", b.clerk))
	removed, err := b.office.Retain(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, removed["recordings"])
	require.EqualValues(t, 4, removed["calls"])
	require.Zero(t, kept())
	require.EqualValues(t, 3, b.Number(`SELECT count(*) FROM calls WHERE state = '{"left": 1}'`), "what came of them stays")
	removed, err = b.office.Retain(t.Context())
	require.NoError(t, err)
	require.Zero(t, removed["calls"], "what is gone is not counted again")
}

func TestAnErasureLeavesNothingOfThePersonInCalls(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	c := b.lived(true)
	b.rung(c)
	officer := b.call(calls.Out, calls.ToOfficer) // is told the case
	b.Exec(`UPDATE calls SET caller = '', state = '{"out": {"about": [{"key": "voice.officer", "args": {"place": "вул. Миру, 5"}}]}}'
		WHERE id = $1`, officer.ID.UUID())
	b.Exec(`WITH task AS (INSERT INTO call_tasks (id, kind, case_id, state, next_at, created_at)
			VALUES (gen_random_uuid(), 'officer', $1, 'done', now(), now()) RETURNING id)
		INSERT INTO call_attempts (task_id, no, call_id, at) SELECT id, 1, $2, now() FROM task`, c.ID.UUID(), officer.ID.UUID())
	removed := b.erase().Removed
	require.EqualValues(t, 1, removed["recordings"])
	after := b.dump()
	for _, trace := range traces {
		require.NotContains(t, after, trace)
	}
	b.verify()
}

// A call that goes on is carried on from its row after a stop.
func TestAnErasureDoesNotEndACallThatGoesOn(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	c := b.lived(true)
	b.rung(c)
	b.Exec(`UPDATE calls SET ended_at = NULL WHERE direction = 'out'`)
	b.erase()
	require.EqualValues(t, 1, b.Number(`SELECT count(*) FROM calls WHERE state ? 'out' AND caller = ''`))
}

func TestAnExportHoldsThePersonsCallsAndTalks(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	c := b.lived(true)
	b.talked(c)
	b.rung(c)
	data, files := b.export(b.ask(privacy.Export))
	require.Equal(t, 4, files, "a photo, an act and two talks")
	var document struct {
		Reports []struct {
			Calls   []struct{ Direction, Number string }
			Samples []struct{ Result, Note string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(data), &document))
	require.Len(t, document.Reports[0].Calls, 3)
	require.Equal(t, "+380501112233", document.Reports[0].Calls[0].Number)
	require.Equal(t, "badly", document.Reports[0].Samples[0].Result)
	require.NotContains(t, data, b.clerk.Staff.String(), "whoever works here is not part of it")
}

func TestAnErasureTakesTheTalkAndTheNumberThatCalled(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	b.talked(b.lived(true))
	removed := b.erase().Removed
	require.Equal(t, int64(1), removed["recordings"])
	require.Equal(t, int64(1), removed["calls"])
	require.Zero(t, b.Number(`SELECT count(*) FROM calls WHERE caller <> ''`))
}

// Whoever asked not to be called is not called after an erasure either.
func TestThatSomebodyIsNotToBeCalledOutlivesTheirData(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	b.lived(true)
	refuse := func(phone string, withdrawn time.Time) {
		b.Exec(`INSERT INTO do_not_call (phone, added_by, added_at, withdrawn_at) VALUES ($1, $2, now(), $3)`,
			phone, b.clerk.Staff.UUID(), pg.NullTime(withdrawn))
	}
	refuse("+380501112233", time.Time{})
	refuse("+380671112233", b.Clock.Now())
	b.erase()
	require.EqualValues(t, 2, b.Number(`SELECT count(*) FROM do_not_call`))
	b.Clock.Advance(200 * 24 * time.Hour)
	_, err := b.office.Retain(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 1, b.Number(`SELECT count(*) FROM do_not_call WHERE withdrawn_at IS NULL`), "it stands")
	require.EqualValues(t, 1, b.Number(`SELECT count(*) FROM do_not_call`))
}

func TestAnErasureTakesANumberThatMayBeCalledAgain(t *testing.T) {
	t.Parallel()
	b := open(t, "mariupol")
	b.lived(true)
	b.Exec(`INSERT INTO do_not_call (phone, added_by, added_at, withdrawn_at) VALUES ('+380501112233', $1, now(), now())`, b.clerk.Staff.UUID())
	b.erase()
	require.Zero(t, b.Number(`SELECT count(*) FROM do_not_call`))
}
